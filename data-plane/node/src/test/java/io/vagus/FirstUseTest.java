package io.vagus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.server.config.CommandLine;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a process does for the first time must not make a client wait. A switch over types makes a class of its own as it is
 * first met, which takes the JVM up to 15 ms, and the AOT cache of a distribution cannot keep it.
 */
class FirstUseTest {

    @Test
    void nothingSwitchesOverTypes() throws IOException, URISyntaxException {
        Path classes = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> all =
                    files.filter(each -> each.toString().endsWith(".class")).toList();
            assertThat(all).hasSizeGreaterThan(100);
            assertThat(all.stream().filter(FirstUseTest::switchesOverTypes)).isEmpty();
        }
    }

    private static boolean switchesOverTypes(Path file) {
        ClassModel type;
        try {
            type = ClassFile.of().parse(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return type.methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream())
                .anyMatch(each -> each instanceof InvokeDynamicInstruction call
                        && call.bootstrapMethod().owner().displayName().equals("SwitchBootstraps"));
    }
}
