package io.vagus.controlplane.teams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of rights, as code and as documentation. */
class RoleTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "access.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theDocumentedTableIsTheOneInForce() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .toList();
        List<String> roles = cells(rows.getFirst()).subList(1, 7);
        for (String row : rows.subList(1, rows.size())) {
            List<String> cells = cells(row);
            for (int i = 0; i < roles.size(); i++) {
                documented.put(roles.get(i) + " " + cells.getFirst().replace("`", ""), cells.get(i + 1));
            }
        }

        Map<String, String> coded = new TreeMap<>();
        for (Role role : Role.values()) {
            for (Right right : Right.values()) {
                coded.put(role + " " + JSON.convertValue(right, String.class), role.has(right) ? "yes" : "");
            }
        }
        assertThat(documented).isEqualTo(coded);
    }

    @Test
    void nobodyCoversARoleWithMoreRights() {
        assertThat(Role.OWNER.covers(Role.OWNER)).isTrue();
        assertThat(Role.ADMIN.covers(Role.OWNER)).isFalse();
        assertThat(Role.ADMIN.covers(Role.ADMIN)).isTrue();
        assertThat(Role.OPERATOR.covers(Role.DEVELOPER)).isFalse();
        assertThat(Role.DEVELOPER.covers(Role.VIEWER)).isTrue();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
