package io.vagus.differential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Scenarios with the configuration that both servers get. In a configuration the lines between {@code #lanes} and {@code
 * #end} are repeated for each lane, its number in place of {@code %}; a suite with lanes has its scenarios held side by side,
 * each in a lane (an account) of its own.
 *
 * @param lanes 1 when scenarios must be held one after the other
 */
record Suite(String name, String config, int lanes, List<Scenario> scenarios) {

    static final int LANES = 16;

    private static final String BEGIN = "#lanes\n";
    private static final String END = "#end\n";

    Suite {
        scenarios = List.copyOf(scenarios);
    }

    /** The suite in {@code scenarios/NAME.conf} and {@code scenarios/NAME.txt}. */
    static Suite load(String name) {
        String config = resource(name + ".conf");
        List<Scenario> scenarios = ScenarioReader.read(resource(name + ".txt"));
        return of(name, config, scenarios);
    }

    static Suite of(String name, String config, List<Scenario> scenarios) {
        int begin = config.indexOf(BEGIN);
        if (begin < 0) {
            return new Suite(name, config, 1, scenarios);
        }
        int end = config.indexOf(END, begin);
        String pattern = config.substring(begin + BEGIN.length(), end);
        StringBuilder lanes = new StringBuilder();
        for (int i = 0; i < LANES; i++) {
            lanes.append(pattern.replace("%", Integer.toString(i)));
        }
        String whole = config.substring(0, begin) + lanes + config.substring(end + END.length());
        return new Suite(name, whole, LANES, scenarios);
    }

    static String resource(String file) {
        try (InputStream in = Suite.class.getResourceAsStream("/scenarios/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no scenarios/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DifferentialException("scenarios/" + file + " could not be read", e);
        }
    }
}
