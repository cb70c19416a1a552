package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.FailurePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults of one of five real nodes under load: no value is ever wrong, and calls succeed again afterwards. With the property
 * {@code memjay.writeFaults} the table of docs/failures.md is measured and written.
 */
class FaultTrialTest {
    private static final Path PAGE = Path.of("..", "docs", "failures.md");
    private static final String BEGIN = "<!-- faults: begin -->\n";
    private static final String END = "<!-- faults: end -->\n";
    private static final Duration LASTING = Duration.ofSeconds(3);
    private static final int HANGINGS = 5;

    static Stream<Arguments> faultsAndPolicies() {
        return Stream.of(Fault.KILLED, Fault.RESTARTED, Fault.FROZEN, Fault.SLOW)
                .flatMap(fault -> FaultTrial.POLICIES.stream().map(policy -> Arguments.of(fault, policy)));
    }

    @ParameterizedTest
    @MethodSource("faultsAndPolicies")
    void noValueIsWrongAndCallsSucceedAgain(Fault fault, String policy) {
        FaultTrial.Outcome outcome = FaultTrial.run(fault, policy, FailurePolicy.THROW, Duration.ofMillis(300));

        assertThat(outcome.wrong()).isZero();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void theTableIsInTheDocument() throws IOException {
        if (Boolean.getBoolean("memjay.writeFaults")) {
            String page = Files.readString(PAGE);
            int begin = page.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(page.indexOf(END)));
        }

        assertThat(PAGE).content().contains(BEGIN, END, "| hanging (SIGSTOP), then SIGCONT | `fail_fast` |");
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
                | what happens to one of five nodes | policy | failed calls | longest call | latest pause | full recovery | stale values | wrong values |
                |---|---|---|---|---|---|---|---|
                """);
        for (Fault fault : Fault.values()) {
            for (String policy : FaultTrial.POLICIES) {
                FaultTrial.Outcome outcome = FaultTrial.run(fault, policy, FailurePolicy.THROW, LASTING);
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | `%s` | %.2f %% | %.0f ms | %.1f ms | %d ms | %d | %d |%n",
                        fault.text,
                        policy,
                        outcome.failedPercent(),
                        outcome.longestMillis(),
                        outcome.pauseDelayMillis(),
                        outcome.recoveryMillis(),
                        outcome.stale(),
                        outcome.wrong()));
            }
        }
        return text.append('\n').append(hanging()).toString();
    }

    private static String hanging() {
        FaultTrial.Outcome worst = Stream.generate(
                        () -> FaultTrial.run(Fault.FROZEN, "fail_fast", FailurePolicy.MISS, LASTING))
                .limit(HANGINGS)
                .max(Comparator.comparingDouble(FaultTrial.Outcome::longestMillis))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                """
                One of five hanging, `fail_fast` and `failures(MISS)`, %d times: the longest call of all took %.1f ms, which is %.1f ms over its
                deadline. In the same 3 s the latest of the threads that do nothing but park came back %.1f ms late; calls to the other
                four nodes had a p99 of %d us before and %d us while it lasted.

                The latest pause is how late the latest of two threads came back that did nothing but park, for 100 ms and 0.2 ms at a time,
                while the fault lasted: what of a long call is the machine's, its other programs' and the garbage collector's.
                """,
                HANGINGS,
                worst.longestMillis(),
                Math.max(0, worst.longestMillis() - FaultTrial.DEADLINE.toMillis()),
                worst.pauseDelayMillis(),
                worst.p99BeforeMicros(),
                worst.p99DuringMicros());
    }
}
