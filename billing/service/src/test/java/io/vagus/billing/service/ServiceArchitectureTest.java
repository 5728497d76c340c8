package io.vagus.billing.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.vagus.billing.service", importOptions = ImportOption.DoNotIncludeTests.class)
class ServiceArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.vagus.billing.service.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule thePlatformKnowsNoFeature = noClasses()
            .that()
            .resideInAPackage("..service.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..service.access..", "..service.metering..", "..service.plans..", "..service.usage..");

    @ArchTest
    static final ArchRule onlyMeteringSpeaksNats = noClasses()
            .that()
            .resideOutsideOfPackage("..service.metering..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nats..");

    @ArchTest
    static final ArchRule isToldTheTime = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
