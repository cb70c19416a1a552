package dev.memjay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Closeable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** The arrows between the rooms of the house, and what may be touched in which room. */
@AnalyzeClasses(
        packages = "dev.memjay",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.CoreOnly.class})
class ArchitectureTest {
    /** Leaves out the embedded server, which the tests have on their class path. */
    static final class CoreOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("memjay-core") && !location.contains("/dev/memjay/server/");
        }
    }

    private static final String[] LEAVES = {"dev.memjay.model", "dev.memjay.error"};

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.memjay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule errorStandsOnNothing = mayDependOn("dev.memjay.error");

    @ArchTest
    static final ArchRule modelStandsOnErrors = mayDependOn("dev.memjay.model", "dev.memjay.error");

    @ArchTest
    static final ArchRule codecStandsOnLeaves = mayDependOn("dev.memjay.codec", LEAVES);

    @ArchTest
    static final ArchRule placementStandsOnLeaves = mayDependOn("dev.memjay.placement", LEAVES);

    @ArchTest
    static final ArchRule discoveryStandsOnLeaves = mayDependOn("dev.memjay.discovery", LEAVES);

    @ArchTest
    static final ArchRule clockStandsOnNothing = mayDependOn("dev.memjay.internal.clock");

    @ArchTest
    static final ArchRule scriptStandsOnTheClock =
            mayDependOn("dev.memjay.internal.script", "dev.memjay.internal.clock", LEAVES[0], LEAVES[1]);

    @ArchTest
    static final ArchRule wireStandsOnLeaves = mayDependOn("dev.memjay.internal.wire", LEAVES);

    @ArchTest
    static final ArchRule textStandsOnWire =
            mayDependOn("dev.memjay.internal.wire.text", "dev.memjay.internal.wire", LEAVES[0], LEAVES[1]);

    @ArchTest
    static final ArchRule binaryStandsOnWire =
            mayDependOn("dev.memjay.internal.wire.binary", "dev.memjay.internal.wire", LEAVES[0], LEAVES[1]);

    @ArchTest
    static final ArchRule meterStandsOnLeaves =
            mayDependOn("dev.memjay.internal.meter", "dev.memjay.internal.clock", LEAVES[0], LEAVES[1]);

    @ArchTest
    static final ArchRule jfrStandsOnLeaves = mayDependOn("dev.memjay.internal.jfr", LEAVES[0], LEAVES[1], "jdk.jfr");

    @ArchTest
    static final ArchRule onlyTheBuilderRecords = noClasses()
            .that()
            .resideOutsideOfPackage("dev.memjay.internal.jfr")
            .and()
            .doNotHaveSimpleName("MemjayBuilder")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.memjay.internal.jfr", "jdk.jfr..");

    @ArchTest
    static final ArchRule loadStandsOnLeaves =
            mayDependOn("dev.memjay.internal.load", "dev.memjay.internal.thread", LEAVES[0], LEAVES[1]);

    @ArchTest
    static final ArchRule threadStandsOnNothing = mayDependOn("dev.memjay.internal.thread");

    @ArchTest
    static final ArchRule onlyOneClassMakesThreads = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.memjay.internal.thread.DaemonThread")
            .should()
            .callConstructorWhere(describe(
                    "a thread is made",
                    (JavaCall<?> call) -> call.getTargetOwner().isAssignableTo(Thread.class)))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    @ArchTest
    static final ArchRule transportStandsOnTheJdk = mayDependOn(
            "dev.memjay.internal.connection.transport",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "jdk.net",
            "javax.crypto..",
            "tlschannel",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule talkStandsOnTransport = mayDependOn(
            "dev.memjay.internal.connection.talk",
            "dev.memjay.internal.connection.transport",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "dev.memjay.internal.wire.text",
            "dev.memjay.internal.wire.binary",
            "javax.security.sasl",
            "javax.security.auth..",
            "javax.crypto..",
            "com.ongres.scram..",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule connectionStandsOnTalkAndWire = mayDependOn(
            "dev.memjay.internal.connection",
            "dev.memjay.internal.thread",
            "dev.memjay.internal.connection.talk",
            "dev.memjay.internal.connection.transport",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule routeStandsOnConnectionAndPlacement = mayDependOn(
            "dev.memjay.internal.route",
            "dev.memjay.internal.thread",
            "dev.memjay.internal.connection",
            "dev.memjay.internal.connection.talk",
            "dev.memjay.internal.connection.transport",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "dev.memjay.internal.load",
            "dev.memjay.internal.meter",
            "dev.memjay.placement",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule settingStandsOnConnectionAndPlacement = mayDependOn(
            "dev.memjay.internal.setting",
            "dev.memjay.internal.connection",
            "dev.memjay.internal.connection.talk",
            "dev.memjay.internal.connection.transport",
            "dev.memjay.internal.wire",
            "dev.memjay.discovery",
            "dev.memjay.placement",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule callStandsOnRoute = mayDependOn(
            "dev.memjay.internal.route.call",
            "dev.memjay.internal.route",
            "dev.memjay.internal.script",
            "dev.memjay.internal.meter",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule fleetStandsOnRoute = mayDependOn(
            "dev.memjay.internal.route.fleet",
            "dev.memjay.internal.route.call",
            "dev.memjay.internal.thread",
            "dev.memjay.internal.route",
            "dev.memjay.internal.script",
            "dev.memjay.internal.connection.talk",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "dev.memjay.internal.meter",
            "dev.memjay.internal.load",
            "dev.memjay.discovery",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule verbStandsOnCalls = mayDependOn(
            "dev.memjay.internal.verb",
            "dev.memjay.internal.script",
            "dev.memjay.internal.route.call",
            "dev.memjay.internal.route",
            "dev.memjay.internal.setting",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "dev.memjay.codec",
            "dev.memjay.placement",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule leaseStandsOnVerb = mayDependOn(
            "dev.memjay.internal.lease",
            "dev.memjay.internal.script",
            "dev.memjay.internal.verb",
            "dev.memjay.internal.route.call",
            "dev.memjay.internal.route",
            "dev.memjay.internal.meter",
            "dev.memjay.internal.setting",
            "dev.memjay.internal.clock",
            "dev.memjay.internal.wire",
            "dev.memjay.internal.load",
            "dev.memjay.codec",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule combineStandsOnTheFrontDoor = mayDependOn(
            "dev.memjay.combine",
            "dev.memjay",
            "dev.memjay.internal.script",
            "dev.memjay.internal.route.call",
            "dev.memjay.internal.route",
            "dev.memjay.codec",
            LEAVES[0],
            LEAVES[1]);

    @ArchTest
    static final ArchRule onlyWhatIsMadeOfKeyspacesKnowsTheFrontDoor = noClasses()
            .that()
            .resideOutsideOfPackages("dev.memjay", "dev.memjay.combine")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.memjay");

    @ArchTest
    static final ArchRule onlyTheBuilderKnowsTheRouter = noClasses()
            .that()
            .resideOutsideOfPackage("dev.memjay.internal.route")
            .and()
            .doNotHaveSimpleName("MemjayBuilder")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Router");

    @ArchTest
    static final ArchRule onlyConnectionTouchesTheNetwork = noClasses()
            .that()
            .resideOutsideOfPackage("dev.memjay.internal.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net", "java.nio.channels..", "javax.net..");

    @ArchTest
    static final ArchRule onlyOneClassReadsTheClock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.memjay.internal.clock.Clock")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** But for records that a program uses as keys, which have no other way to tell their components. */
    @ArchTest
    static final ArchRule noReflectionNoUnsafe = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.memjay.codec.RecordParts")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.lang.reflect", "sun.misc", "jdk.internal..")
            .orShould()
            .callMethod(Class.class, "forName", String.class);

    private static final DescribedPredicate<JavaClass> OPENERS = resideInAnyPackage(
                    "java.net", "java.nio.channels..", "java.nio.file..", "javax.net..")
            .or(assignableTo(Thread.class))
            .or(assignableTo(Executor.class))
            .or(assignableTo(Executors.class))
            .or(assignableTo(Closeable.class));

    @ArchTest
    static final ArchRule noStaticInitialiserOpensAnything = noClasses()
            .should()
            .callCodeUnitWhere(describe(
                    "a static initialiser opens something",
                    (JavaCall<?> call) ->
                            call.getOrigin().getName().equals("<clinit>") && OPENERS.test(call.getTargetOwner())));

    @ArchTest
    static final ArchRule noOneIsNamedAfterNothing = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Base|Abstract|Util|Utils|Helper|Manager)")
            .orShould()
            .haveNameMatching(".*\\.Abstract.*");

    /** A reader who searches a name finds one type; nested ones are named with the one around them. */
    @ArchTest
    static void noTwoTypesHaveTheSameName(JavaClasses classes) {
        Map<String, List<String>> byName = classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));
        byName.values().removeIf(names -> names.size() == 1);

        assertThat(byName).isEmpty();
    }

    private static ArchRule mayDependOn(String room, String... others) {
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(room)
                        .or(resideInAnyPackage(others))
                        .or(resideInAnyPackage("java..", "javax.net..", "org.jspecify..")));
    }
}
