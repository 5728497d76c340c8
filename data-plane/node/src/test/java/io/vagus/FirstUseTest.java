package io.vagus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.server.config.CommandLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a process does for the first time must not make a client wait. What is forbidden here makes a class of its own as it is
 * first met, which takes the JVM up to 15 ms, and the AOT cache of a distribution cannot keep it.
 */
class FirstUseTest {

    @Test
    void nothingSwitchesOverTypes() throws IOException, URISyntaxException {
        assertThat(classesWith(each -> each instanceof InvokeDynamicInstruction call
                        && call.bootstrapMethod().owner().displayName().equals("SwitchBootstraps")))
                .isEmpty();
    }

    /** {@link io.vagus.base.Order} is there instead: the JDK's are serializable lambdas. */
    @Test
    void nothingAsksTheJdkForComparators() throws IOException, URISyntaxException {
        assertThat(classesWith(each -> each instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals("java/util/Comparator")
                        && call.name().stringValue().startsWith("comparing")))
                .isEmpty();
    }

    private static List<String> classesWith(Predicate<CodeElement> forbidden) throws IOException, URISyntaxException {
        Path classes = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<ClassModel> all = files.filter(each -> each.toString().endsWith(".class"))
                    .map(FirstUseTest::parse)
                    .toList();
            assertThat(all).hasSizeGreaterThan(100);
            return all.stream()
                    .filter(type -> type.methods().stream()
                            .flatMap(method -> method.code().stream())
                            .flatMap(code -> code.elementStream())
                            .anyMatch(forbidden))
                    .map(type -> type.thisClass().asInternalName())
                    .toList();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
