package io.vagus.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.PermitAll;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;

/** Features stand on each other in one direction, and know of each other only what is meant to be known. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.vagus.controlplane";

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FEATURES_ARE_USED_THROUGH_THEIR_ROOT =
            classes().should(useOtherFeaturesByTheirRoot()).because("http and store of a feature are its own business");

    @ArchTest
    static final ArchRule ROWS_STAY_IN_THE_FEATURE = noClasses()
            .that()
            .resideInAPackage("..http..")
            .should()
            .dependOnClassesThat()
            .areAnnotatedWith(Entity.class)
            .because("what the API shows is not what the database holds");

    @ArchTest
    static final ArchRule EVERY_RESOURCE_SAYS_WHO_MAY_CALL = classes()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .beAnnotatedWith(Authenticated.class)
            .orShould()
            .beAnnotatedWith(PermitAll.class);

    @ArchTest
    static final ArchRule ONLY_PROVISIONING_TALKS_TO_NODES = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".provisioning")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nats..");

    @ArchTest
    static final ArchRule TIME_IS_PASSED_IN = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a unit of work has one moment, and tests choose it");

    @ArchTest
    static final ArchRule NOTHING_SLEEPS = methods().should(notSleep()).because("what waits, waits for something");

    private static ArchCondition<JavaClass> useOtherFeaturesByTheirRoot() {
        return new ArchCondition<>("use other features by their root package only") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String[] target = inside(dependency.getTargetClass());
                    if (target.length > 1 && !target[0].equals(inside(user)[0])) {
                        events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<com.tngtech.archunit.core.domain.JavaMethod> notSleep() {
        return new ArchCondition<>("not sleep") {
            @Override
            public void check(com.tngtech.archunit.core.domain.JavaMethod method, ConditionEvents events) {
                method.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getName().equals("sleep"))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(method, call.getDescription())));
            }
        };
    }

    /** The packages below the root, the feature first; empty for a class that is not ours. */
    private static String[] inside(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1).split("\\.", -1) : new String[0];
    }
}
