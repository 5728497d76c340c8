package io.vagus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the levels of docs/ARCHITECTURE.md: a package uses only what lies below it. */
@AnalyzeClasses(packages = "io.vagus", importOptions = LevelsTest.WithoutTests.class)
class LevelsTest {

    /** Leaves test classes out, whichever build compiled them. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test/") && !location.contains("/test-classes/");
        }
    }

    @ArchTest
    static final ArchRule LEVELS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("base")
            .definedBy("io.vagus.base..")
            .layer("grammar")
            .definedBy("io.vagus.protocol..", "io.vagus.subject..", "io.vagus.identity..")
            .layer("routing")
            .definedBy("io.vagus.routing..")
            .layer("storage")
            .definedBy("io.vagus.storage..")
            .layer("account")
            .definedBy("io.vagus.account..")
            .layer("transport")
            .definedBy("io.vagus.transport..")
            .layer("jetstream")
            .definedBy("io.vagus.jetstream..")
            .layer("monitoring")
            .definedBy("io.vagus.monitoring..")
            .layer("server")
            .definedBy("io.vagus.server..")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("monitoring")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("jetstream")
            .mayOnlyBeAccessedByLayers("monitoring", "server")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("jetstream", "monitoring", "server")
            .whereLayer("account")
            .mayOnlyBeAccessedByLayers("transport", "jetstream", "monitoring", "server")
            .whereLayer("routing")
            .mayOnlyBeAccessedByLayers("account", "transport", "jetstream", "monitoring", "server")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("jetstream", "server")
            .because("a level may use only levels below it (docs/ARCHITECTURE.md)");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.vagus.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule LINK_KNOWS_NO_PROTOCOL_PEER = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.vagus.transport.link..", "io.vagus.transport.tls..", "io.vagus.transport.websocket..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vagus.transport.client..", "io.vagus.account..")
            .because("bytes and loops serve every kind of peer");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_ARE_PASSED_IN = noClasses()
            .that()
            .resideOutsideOfPackages("io.vagus.server..", "io.vagus.base..", "io.vagus.identity..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .because("tests and simulation own the clock");

    @ArchTest
    static final ArchRule CORE_HAS_NO_SOCKETS = noClasses()
            .that()
            .resideInAnyPackage("io.vagus.protocol..", "io.vagus.subject..", "io.vagus.routing..", "io.vagus.base..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.channels..", "java.net..")
            .because("the core is pure; sockets live in transport");
}
