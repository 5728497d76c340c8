package io.vagus.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openqa.selenium.chrome.ChromeDriver;

/** Looks for what keeps people from using a page: axe-core by the rules of WCAG 2.2 AA, run inside the page. */
final class Accessibility {
    private static final Path AXE = Settings.ROOT.resolve("control-plane/portal/node_modules/axe-core/axe.min.js");
    private static final Set<String> FAILING = Set.of("serious", "critical");
    private static final String RUN = """
        const done = arguments[arguments.length - 1];
        axe.run(document, {
          resultTypes: ["violations"],
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        }).then((result) => done(JSON.stringify(result.violations)), (failure) => done(JSON.stringify([
          { id: String(failure), impact: "critical", nodes: [] },
        ])));
        """;

    private Accessibility() {}

    /** The serious findings, each as one line: rule, help and the elements. */
    static List<String> seriousFindings(ChromeDriver driver) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        driver.executeScript(axe());
        var findings = new ArrayList<String>();
        for (var violation : violations(String.valueOf(driver.executeAsyncScript(RUN)))) {
            if (FAILING.contains(violation.path("impact").asText())) {
                findings.add(words(violation));
            }
        }
        return findings;
    }

    private static String axe() {
        try {
            return Files.readString(AXE);
        } catch (IOException e) {
            throw new UncheckedIOException("axe-core comes with the portal's packages: build the portal first", e);
        }
    }

    private static ArrayNode violations(String json) {
        try {
            return (ArrayNode) Api.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(JsonNode violation) {
        var words = new StringBuilder(violation.path("id").asText())
                .append(": ")
                .append(violation.path("help").asText());
        for (var node : violation.path("nodes")) {
            words.append("\n    ").append(node.path("html").asText());
        }
        return words.toString();
    }
}
