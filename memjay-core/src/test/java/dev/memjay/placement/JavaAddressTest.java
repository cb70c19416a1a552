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

    @ParameterizedTest
    @ValueSource(strings = {"0.9.255.099", "1.2.3.4"})
    void fourNumbersAreAnAddress(String host) {
        assertThat(JavaAddress.of(Node.of(host, 1), name -> "asked")).isEqualTo("/" + host + ":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.0004", "1.2.3.x", "1.2.3./", "a.b.c.d"})
    void whatOnlyLooksLikeAnAddressIsAName(String host) {
        assertThat(JavaAddress.of(Node.of(host, 1), name -> "none")).isEqualTo(host + "/<unresolved>:1");
    }

    @Test
    void anAddressKeepsItsScope() {
        assertThat(JavaAddress.nameOf(Node.of("fe80::1%eth0", 1))).isEqualTo("fe80:0:0:0:0:0:0:1%eth0");
    }

    @Test
    void aSocketsPathIsAsItIs() {
        assertThat(JavaAddress.of(Node.unix("/tmp/a.sock"), name -> "none")).isEqualTo("/tmp/a.sock");
        assertThat(JavaAddress.ofItsName(Node.unix("/tmp/a.sock"), name -> "none"))
                .isEqualTo("/tmp/a.sock");
    }

    @Test
    void lookingUpBackwardsKnowsThisMachineAlone() {
        assertThat(JavaAddress.ofItsName(Node.of("127.0.0.1", 1), JavaAddress::withoutLookup))
                .isEqualTo("localhost/127.0.0.1:1");
        assertThat(JavaAddress.ofItsName(Node.of("10.0.0.1", 1), JavaAddress::withoutLookup))
                .isEqualTo("/10.0.0.1:1");
        assertThat(JavaAddress.nameOf(Node.of("::1", 1))).isEqualTo("0:0:0:0:0:0:0:1");
    }
}
