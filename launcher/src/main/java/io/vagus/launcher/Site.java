package io.vagus.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What every part is given: the programs, the home and the ports of this service. */
record Site(Installation installation, Home home, Ports ports, List<NodePorts> nodes) {

    /** What of the user's environment a part may see; anything else could change how it runs. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TZ");

    /** Where clients find the nodes, comma separated. */
    String natsUrls() {
        return nodes.stream().map(NodePorts::natsUrl).collect(Collectors.joining(","));
    }

    Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        for (var name : INHERITED) {
            var value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("JAVA_HOME", installation.javaHome().toString());
        return environment;
    }
}
