package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.error.ClosedException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo.Origin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client itself: its keyspaces, its placement, its end. */
class MemjayTest {
    private final FakeEngine engine = new FakeEngine();

    /** A client with settings as text, each after its name. */
    private Memjay memjay(String... namesAndValues) {
        Settings all = new Settings();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.parse(Setting.named(namesAndValues[i]), namesAndValues[i + 1], Origin.BUILDER);
        }
        return new Memjay(engine, all);
    }

    @Test
    void keyspacesStartWithTheClientsSettings() {
        Memjay memjay = memjay("prefix", "p:", "namespace", "n:", "ttl", "1m", "timeout", "50ms", "keyPolicy", "utf8");
        memjay.strings().set("é", "v");
        memjay.keyspace(Codec.longs()).set("k", 1L);

        assertThat(engine.sent.get(0)).startsWith("ms n:p:\u00C3\u00A9 1 T60 ");
        assertThat(engine.routes).containsExactly("p:\u00C3\u00A9", "p:k");
        assertThat(engine.timeoutNanos).isEqualTo(50_000_000);
    }

    @Test
    void nodeForFollowsPrefixAndNamespaceAsCallsDo() {
        assertThat(memjay("prefix", "p-", "namespace", "n-").nodeFor("k")).isEqualTo(Node.of("p-k", 1));
        assertThat(memjay("namespace", "n-", "hashNamespace", "true").nodeFor("k"))
                .isEqualTo(Node.of("n-k", 1));
        assertThatThrownBy(() -> memjay().nodeFor("a b")).isInstanceOf(IllegalKeyException.class);
    }

    @Test
    void afterCloseEveryViewThrows() {
        Memjay memjay = memjay();
        Keyspace<String, String> early = memjay.strings();
        memjay.close();
        memjay.close(Duration.ZERO);

        assertThatThrownBy(() -> early.get("k")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.bytes().set("k", new byte[0])).isInstanceOf(ClosedException.class);
        assertThat(early.async().get("k")).isCompletedExceptionally();
        assertThatThrownBy(() -> early.noreply().set("k", "v")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> early.getAll(List.of("k"))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(memjay::ping).isInstanceOf(ClosedException.class);
    }

    @Test
    void closeIsBoundedByTheTimeout() {
        memjay("timeout", "20ms").close();
        assertThat(engine.timeoutNanos).isEqualTo(20_000_000);

        memjay().close(Memjay.NEVER);
        assertThat(engine.timeoutNanos).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> memjay().close(Duration.ofSeconds(-1)));
    }

    @Test
    void connectingDoesNoInputOrOutputOnTheCallersThread() {
        // Nobody listens there; the name does not even resolve.
        try (Memjay memjay = Memjay.create("memcached://no-such-host.invalid:1?timeout=10ms&connectTimeout=10ms")) {
            assertThat(memjay.nodes()).containsExactly(Node.of("no-such-host.invalid", 1));
            assertThat(memjay.settings()).isNotEmpty();
        }
    }
}
