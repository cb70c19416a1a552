package dev.memjay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is shown by its host, in logs and metrics; so that is a name and nothing else. */
class NodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nWARNING all is lost",
                "a\r",
                "a b",
                "a\u00a0b",
                "\u001b[2J",
                "\u009b2J",
                "a\u2028b",
                "a\u202eb",
                "a\u0000"
            })
    void hostsThatWouldForgeALineAreRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.of(host, 11211))
                .withMessageContaining("a blank or a control character")
                .matches(e -> !e.getMessage().contains(host) || host.equals("a b") || host.equals("a\u00a0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Node.udp(host, 11211));
    }

    @Test
    void hostsAreNoLongerThanNamesInDns() {
        assertThat(Node.of("h".repeat(253) + ".", 11211).host()).hasSize(254);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.of("h".repeat(70_000), 11211))
                .matches(e -> e.getMessage().length() < 400);
    }

    @Test
    void pathsMayHaveBlanksButNoControlCharacters() {
        assertThat(Node.unix("/run/my memcached.sock").isUnix()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.unix("/run/a\nb"))
                .withMessageContaining("'/run/a\\u000ab' has a control character");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.unix("a\u001b"))
                .withMessage("path 'a\\u001b' does not start with '/'");
    }
}
