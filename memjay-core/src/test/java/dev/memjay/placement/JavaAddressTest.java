package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node's address, as the running Java prints it. */
class JavaAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.1.1",
                "127.0.0.1",
                "::1",
                "::",
                "2001:db8::17",
                "2001:DB8:0:0:1::",
                "1:2:3:4:5:6:7:8",
                "fe80::1:2",
                "::ffff:10.1.2.3",
                "64:ff9b::10.1.2.3",
                "localhost"
            })
    void isThatOfTheJdk(String host) {
        assertThat(JavaAddress.of(Node.of(host, 11212), JavaAddress::withoutLookup))
                .isEqualTo(new InetSocketAddress(host, 11212).toString());
    }

    @Test
    void aNameStandsBeforeItsAddress() {
        Node node = Node.of("mc1", 11211);

        assertThat(JavaAddress.of(node, name -> "10.0.0.7")).isEqualTo("mc1/10.0.0.7:11211");
        assertThat(JavaAddress.of(node, name -> "2001:db8::1")).isEqualTo("mc1/[2001:db8:0:0:0:0:0:1]:11211");
    }

    @Test
    void aNameWithoutAddressIsUnresolved() {
        assertThat(JavaAddress.of(Node.of("mc1", 11211), JavaAddress::withoutLookup))
                .isEqualTo(InetSocketAddress.createUnresolved("mc1", 11211).toString());
    }
}
