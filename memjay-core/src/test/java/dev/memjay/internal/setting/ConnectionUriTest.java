package dev.memjay.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Memjay;
import dev.memjay.model.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of connection URIs. */
class ConnectionUriTest {
    @Test
    void theShortestIsOneHost() {
        ConnectionUri uri = ConnectionUri.parse("memcached://localhost");

        assertThat(uri.scheme()).isEqualTo(ConnectionUri.Scheme.TCP);
        assertThat(uri.nodes()).containsExactly(Node.of("localhost", 11211));
        assertThat(uri.prefix()).isEmpty();
        assertThat(uri.parameters()).isEmpty();
        assertThat(uri.user()).isNull();
    }

    @Test
    void theLongestHasEverything() {
        ConnectionUri uri = ConnectionUri.parse(
                "memcacheds://us%40er:p%3Aa%2Fss@h1,my_host:11212,[2001:db8::1]:11213,[::1]/pre%20fix?timeout=50ms&weights=1,2,3,4");

        assertThat(uri.scheme()).isEqualTo(ConnectionUri.Scheme.TLS);
        assertThat(uri.user()).isEqualTo("us@er");
        assertThat(uri.password()).isEqualTo("p:a/ss");
        assertThat(uri.nodes())
                .containsExactly(
                        Node.of("h1", 11211),
                        Node.of("my_host", 11212).weight(2),
                        Node.of("2001:db8::1", 11213).weight(3),
                        Node.of("::1", 11211).weight(4));
        assertThat(uri.prefix()).isEqualTo("pre fix");
        assertThat(uri.parameters()).containsExactlyEntriesOf(Map.of("timeout", "50ms"));
    }

    @Test
    void aUnixSocketTakesTheWholePath() {
        ConnectionUri uri = ConnectionUri.parse("memcached+unix:///run/memcached.sock?prefix=p%3A");

        assertThat(uri.nodes()).containsExactly(Node.unix("/run/memcached.sock"));
        assertThat(uri.prefix()).isEmpty();
        assertThat(uri.parameters()).containsEntry("prefix", "p:");
    }

    @Test
    void anAtSignInThePathOfASocketIsNoLogin() {
        assertThat(ConnectionUri.parse("memcached+unix:///run/memcached@1.sock").nodes())
                .containsExactly(Node.unix("/run/memcached@1.sock"));
        assertThat(ServerText.parseList("unix:/run/memcached@1.sock", true))
                .containsExactly(Node.unix("/run/memcached@1.sock"));
    }

    @ParameterizedTest
    @CsvSource({
        "memcached://h/, ''",
        "memcached://h/p, p",
        "memcached://h/a/b, a/b",
        "memcached://h/%C3%A9, é",
        "memcached://h/p?, p"
    })
    void thePathIsThePrefix(String uri, String prefix) {
        assertThat(ConnectionUri.parse(uri).prefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:11211 | memcached://",
                "http://h | 'http'",
                "memcached:// | host is missing",
                "memcached://h1,,h2 | host is missing",
                "memcached://h:0 | server 'h:0' is not valid: its port is not 1 to 65535",
                "memcached://h:65536 | server 'h:65536' is not valid",
                "memcached://h:x | server 'h:***' is not valid: its port is not 1 to 65535",
                "memcached://h:+1 | its port is not 1 to 65535",
                "memcached://h:1:2 | weights",
                "memcached://::1 | brackets",
                "memcached://[::1 | bracket",
                "memcached://[h]:1 | IPv6",
                "memcached://ho st | U+0020",
                "memcached://h/p#x | '#'",
                "memcached://h/%4 | hexadecimal",
                "memcached://h/%zz | hexadecimal",
                "memcached://h?timeout | name=value",
                "memcached://h?=1 | name=value",
                "memcached://h?timeout=1s&timeout=2s | parameter 'timeout' twice",
                "memcached://h?timout=1s | parameter 'timout' is unknown",
                "memcached://h?password=a&b=c | parameter 2 of 2 is unknown, or an '&'",
                "memcached://h?weights | parameter 1 of 1",
                "memcached+unix:///run/x?weights=1 | weights",
                "memcached://h/p@x | %40",
                "memcached://h?prefix=p@x | %40",
                "memcached://u:p@h1,h:x | 2 of 2 (not shown",
                "memcached://h/p?prefix=q | prefix",
                "memcached://h1,h2?weights=1 | weights",
                "memcached://h1,h2?weights=1,x | weights",
                "memcached://h1?weights=0 | weights",
                "memcached+unix://h/run/x | three slashes",
            })
    void whatIsWrongIsNamed(String uri, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionUri.parse(uri))
                .withMessageContaining(message.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memcached://user:secret@h:x",
                "memcached://user:secret@",
                "memcached://user:secret%@h",
                "memcached://user:secret@h?timeout=1parsec",
                "memcached://user:secret@h1,h2?weights=1"
            })
    void noMessageHoldsThePassword(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().uri(uri))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void itsTextHidesThePassword() {
        assertThat(ConnectionUri.parse("memcached://user:secret@h:1/p")).hasToString("memcached://user:***@h:1/p");
    }

    @Test
    void udpIsSaidByTheSchemeOrByAServer() {
        assertThat(ConnectionUri.parse("memcached+udp://h1,[::1]:11212?weights=1,3")
                        .nodes())
                .containsExactly(Node.udp("h1", 11211), Node.udp("::1", 11212).weight(3));
        assertThat(ConnectionUri.parse("memcached://h1,udp:h2:11212").nodes())
                .containsExactly(Node.of("h1", 11211), Node.udp("h2", 11212));
    }

    @ParameterizedTest
    @CsvSource({
        "unix:/run/m.sock, /run/m.sock",
        "/run/m.sock, /run/m.sock",
        "udp:h, udp:h:11211",
        "udp:h:11212, udp:h:11212",
        "udp:[::1]:11212, udp:[::1]:11212",
        "[::1]:11212, [::1]:11212",
        "[::1], [::1]:11211",
        "unix, unix:11211",
        "udp, udp:11211"
    })
    void serversAsOtherClientsSpellThem(String text, String node) {
        assertThat(ServerText.parse(text, true)).hasToString(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:11211", "udp:", "udp:/run/m.sock", "udp:udp:h", "udp:[::1"})
    void udpNeedsAHost(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServerText.parse(text, true));
    }

    @Test
    void udpAndTcpOfOneAddressAreTwoNodes() {
        assertThat(Node.udp("h", 1)).isNotEqualTo(Node.of("h", 1)).isEqualTo(Node.udp("h", 1));
        assertThat(Node.udp("h", 1).weight(2).isUdp()).isTrue();
    }

    @Test
    void aPlainServerListKnowsWeights() {
        assertThat(ServerText.parseList("h1, h2:11212, h3:11213:5, [::1]:11211:2", true))
                .isEqualTo(List.of(
                        Node.of("h1", 11211),
                        Node.of("h2", 11212),
                        Node.of("h3", 11213).weight(5),
                        Node.of("::1", 11211).weight(2)));
    }
}
