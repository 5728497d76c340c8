package io.vagus.controlbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The home of a service that {@code ./vagus up} runs: where its parts are, and who may sign in. */
record ServiceHome(Path folder, JsonNode state) {

    static ServiceHome of(Path folder) {
        Path file = folder.resolve("state.json");
        try {
            JsonNode state = new ObjectMapper().readTree(file.toFile());
            if (!state.path("phase").asText().equals("up")) {
                throw new BenchException("expected=a service that is up in " + folder + ", actual="
                        + state.path("phase").asText("none"));
            }
            return new ServiceHome(folder, state);
        } catch (IOException e) {
            throw new BenchException(
                    "there is no service in " + folder + "; start one: ./vagus up --home " + folder, e);
        }
    }

    String api() {
        return state.path("urls").path("portal").asText() + "/api/v1";
    }

    String tokenUrl() {
        return state.path("urls").path("keycloak").asText() + "/realms/vagus/protocol/openid-connect/token";
    }

    String demoEmail() {
        return state.path("demo").path("email").asText();
    }

    String demoPassword() {
        return state.path("demo").path("password").asText();
    }

    String operatorPassword() throws IOException {
        return Files.readString(folder.resolve("secrets/operator-password")).strip();
    }

    /** Where the node keeps what it was given: a file for each account. */
    Path tokensOfNode() {
        return folder.resolve("node/jwt");
    }

    Connection database() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", "postgres");
        properties.setProperty("reWriteBatchedInserts", "true");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                        + state.path("ports").path("postgres").asInt() + "/vagus_control",
                properties);
    }
}
