package io.vagus.controlplane.teams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.controlplane.audit.AuditEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes audit entries as a file for other programs. */
final class AuditText {

    private static final String HEADER = "id,at,actor,actorKind,action,target,outcome,detail,requestId,grantedBy\r\n";

    private AuditText() {}

    /** RFC 4180. A cell that a spreadsheet would run as a formula begins with an apostrophe. */
    static String csv(List<AuditEntry> entries, ObjectMapper json) {
        StringBuilder text = new StringBuilder(HEADER);
        for (AuditEntry entry : entries) {
            List<Object> cells = new ArrayList<>(List.of(entry.id(), entry.at(), entry.actor()));
            cells.add(json.convertValue(entry.actorKind(), String.class));
            cells.add(entry.action());
            cells.add(entry.target());
            cells.add(json.convertValue(entry.outcome(), String.class));
            cells.add(entry.detail());
            cells.add(entry.requestId());
            cells.add(entry.grantedBy());
            for (int i = 0; i < cells.size(); i++) {
                text.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    /** One JSON object a line. */
    static String ndjson(List<AuditEntry> entries, ObjectMapper json) {
        StringBuilder text = new StringBuilder();
        for (AuditEntry entry : entries) {
            try {
                text.append(json.writeValueAsString(entry)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
