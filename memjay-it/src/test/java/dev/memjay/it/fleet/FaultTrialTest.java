package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.FailurePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
                | what happens to one of five nodes | policy | failed calls | longest call | full recovery | stale values | wrong values |
                |---|---|---|---|---|---|---|
                """);
        Duration lasting = Duration.ofSeconds(3);
        for (Fault fault : Fault.values()) {
            for (String policy : FaultTrial.POLICIES) {
                FaultTrial.Outcome outcome = FaultTrial.run(fault, policy, FailurePolicy.THROW, lasting);
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | `%s` | %.2f %% | %.0f ms | %d ms | %d | %d |%n",
                        fault.text,
                        policy,
                        outcome.failedPercent(),
                        outcome.longestMillis(),
                        outcome.recoveryMillis(),
                        outcome.stale(),
                        outcome.wrong()));
            }
        }
        FaultTrial.Outcome hanging = FaultTrial.run(Fault.FROZEN, "fail_fast", FailurePolicy.MISS, lasting);
        text.append(String.format(
                Locale.ROOT,
                "%nOne of five hanging, `fail_fast` and `failures(MISS)`: the longest call took %.1f ms, which is %.1f ms over its"
                        + " deadline; calls to%nthe other four had a p99 of %d us before and %d us while it lasted.%n",
                hanging.longestMillis(),
                Math.max(0, hanging.longestMillis() - FaultTrial.DEADLINE.toMillis()),
                hanging.p99BeforeMicros(),
                hanging.p99DuringMicros()));
        return text.toString();
    }
}
