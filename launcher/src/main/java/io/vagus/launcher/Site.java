package io.vagus.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every part is given: the programs, the home and the ports of this service. */
record Site(Installation installation, Home home, Ports ports) {

    /** What of the user's environment a part may see; anything else could change how it runs. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TZ");

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
