package dev.memjay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line means what the help says, and is refused in words otherwise. */
class OptionsTest {
    @Test
    void defaultsAreFiveRoundsOfASecond() throws Options.UsageException {
        Options options = Options.parse(List.of());
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.seconds()).isEqualTo(1);
        assertThat(options.pin()).isFalse();
        assertThat(options.write()).isNull();
    }

    @Test
    void quickIsOneShortRoundUnlessSaidOtherwise() throws Options.UsageException {
        assertThat(Options.parse(List.of("--quick")).rounds()).isEqualTo(1);
        assertThat(Options.parse(List.of("--quick", "--rounds", "2")).rounds()).isEqualTo(2);
        assertThat(Options.parse(List.of("--rounds=2", "--quick")).seconds()).isEqualTo(0.5);
    }

    @Test
    void valuesMayFollowAnEqualsSign() throws Options.UsageException {
        Options options = Options.parse(List.of("--rows=get-(1|8)$", "--write", "docs/performance.md"));
        assertThat(options.rows().matcher("get-8").find()).isTrue();
        assertThat(options.rows().matcher("get-64").find()).isFalse();
        assertThat(options.write()).isEqualTo(Path.of("docs/performance.md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds=0", "--rounds=x", "--seconds=NaN", "--rows=(", "--write", "--fast", "rows"})
    void whatMakesNoSenseIsRefusedByName(String argument) {
        assertThatExceptionOfType(Options.UsageException.class)
                .isThrownBy(() -> Options.parse(List.of(argument)))
                .withMessageContaining(argument.replaceFirst("=.*", ""));
    }
}
