package dev.memjay.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.SettingInfo.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * pylibmc's behaviors as settings, and the page about them.
 *
 * <p>After a change run this test with {@code -Dmemjay.writeDocs=true}: it writes the page anew.
 */
class BehaviorsTest {
    private static final Path PAGE = Path.of("..", "docs", "behaviors.md");

    /** The names of pylibmc 1.6.3 in the order in which it applies them, and the namespace, which comes last. */
    private static final List<String> NAMES = List.of(
            "no_block",
            "tcp_nodelay",
            "tcp_keepalive",
            "hash",
            "ketama_hash",
            "ketama",
            "ketama_weighted",
            "distribution",
            "cas",
            "buffer_requests",
            "verify_keys",
            "connect_timeout",
            "send_timeout",
            "receive_timeout",
            "num_replicas",
            "auto_eject",
            "retry_timeout",
            "remove_failed",
            "failure_limit",
            "_io_msg_watermark",
            "_io_bytes_watermark",
            "_io_key_prefetch",
            "_hash_with_prefix_key",
            "_noreply",
            "_sort_hosts",
            "_poll_timeout",
            "_socket_send_size",
            "_socket_recv_size",
            "dead_timeout",
            "pickle_protocol",
            "namespace");

    private static Map<String, SettingInfo> settings(Map<String, ?> behaviors) {
        return settings(
                PylibmcBehaviors.of(behaviors).apply(Memjay.builder().servers("10.0.0.1", "10.0.0.2", "10.0.0.3")));
    }

    private static Map<String, SettingInfo> settings(MemjayBuilder builder) {
        try (Memjay memjay = builder.build()) {
            return memjay.settings().stream().collect(Collectors.toMap(SettingInfo::name, info -> info));
        }
    }

    private static String value(Map<String, ?> behaviors, String setting) {
        return settings(behaviors).get(setting).value();
    }

    private static Object example(Behavior behavior) {
        return switch (behavior.kind()) {
            case HASH, HASH_OR_NUMBER -> "md5";
            case DISTRIBUTION -> "consistent ketama";
            case NAMESPACE -> "ns:";
            default -> 1;
        };
    }

    @Test
    void allNamesInPylibmcsOrder() {
        assertThat(Arrays.stream(Behavior.values()).map(Behavior::toString)).containsExactlyElementsOf(NAMES);
    }

    @ParameterizedTest
    @EnumSource(Behavior.class)
    void eachSetsWhatItSaysAndNothingElse(Behavior behavior) {
        Map<String, SettingInfo> settings = settings(Map.of(behavior.toString(), example(behavior)));

        List<String> changed = settings.values().stream()
                .filter(info -> info.origin() == Origin.BUILDER)
                .map(SettingInfo::name)
                .toList();
        Set<String> expected = new HashSet<>(behavior.sets());
        expected.addAll(List.of("servers", "placement"));
        assertThat(changed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource(Behavior.class)
    void eachWithoutAnEffectSaysSo(Behavior behavior) {
        assertThat(behavior.remark().startsWith("None to see: "))
                .isEqualTo(behavior.sets().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "no_block, 1, linger, 0",
        "no_block, 0, linger, -1",
        "tcp_nodelay, 0, noDelay, false",
        "tcp_nodelay, 1, noDelay, true",
        "tcp_keepalive, 0, keepAlive, false",
        "connect_timeout, 250, connectTimeout, 250ms",
        "_poll_timeout, 1500, timeout, 1500ms",
        "num_replicas, 2, downNodePolicy, replica:2",
        "num_replicas, 0, downNodePolicy, fail_fast",
        "auto_eject, 1, autoEject, true",
        "auto_eject, 0, autoEject, false",
        "remove_failed, 4, autoEject, true",
        "retry_timeout, 3, retryTimeout, 3s",
        "_retry_timeout, 4, retryTimeout, 4s",
        "dead_timeout, 60, deadTimeout, 1m",
        "failure_limit, 1, failureLimit, 1",
        "_hash_with_prefix_key, 1, hashNamespace, true",
        "_socket_send_size, 40000, sendBuffer, 40000",
        "_socket_recv_size, 50000, receiveBuffer, 50000",
    })
    void unitsArePylibmcs(String behavior, int value, String setting, String shown) {
        assertThat(value(Map.of(behavior, value), setting)).isEqualTo(shown);
    }

    @Test
    void placementIsPylibmcs() {
        assertThat(value(Map.of("ketama", 1), "placement")).isEqualTo("ketama");
        assertThat(value(Map.of("ketama_weighted", true), "placement")).isEqualTo("ketama-weighted");
        assertThat(value(Map.of("distribution", "consistent"), "placement")).isEqualTo("consistent");
        assertThat(value(Map.of("hash", "md5"), "placement")).startsWith("modula");
        assertThat(value(Map.of("ketama_weighted", 0), "placement")).isEqualTo("ketama");
    }

    @ParameterizedTest
    @EnumSource(
            value = Behavior.class,
            names = {"HASH", "KETAMA", "KETAMA_WEIGHTED", "DISTRIBUTION", "SORT_HOSTS"},
            mode = EnumSource.Mode.EXCLUDE)
    void withoutABehaviorOfPlacementItIsModula(Behavior behavior) {
        assertThat(value(Map.of(behavior.toString(), example(behavior)), "placement"))
                .isEqualTo("modula");
        assertThat(value(Map.of(), "placement")).isEqualTo("modula");
    }

    @Test
    void othersAreAddedAndWin() {
        PylibmcBehaviors behaviors = PylibmcBehaviors.of(Map.of("ketama", 1, "tcp_nodelay", 1));

        Map<String, SettingInfo> settings = settings(
                behaviors.and(Map.of("_poll_timeout", 900, "tcp_nodelay", 0)).apply(Memjay.builder()));

        assertThat(settings.get("placement").value()).isEqualTo("ketama");
        assertThat(settings.get("timeout").value()).isEqualTo("900ms");
        assertThat(settings.get("noDelay").value()).isEqualTo("false");
        assertThat(behaviors).hasToString("{tcp_nodelay=1, ketama=1}");
    }

    @Test
    void theOrderInTheMapIsOfNoMatter() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("distribution", "consistent ketama spy");
        one.put("ketama_weighted", 1);
        one.put("remove_failed", 1);
        one.put("auto_eject", 0);
        Map<String, Object> other = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(one.keySet());
        Collections.reverse(names);
        names.forEach(name -> other.put(name, one.get(name)));

        assertThat(settings(one)).isEqualTo(settings(other));
        assertThat(value(one, "placement")).isEqualTo("ketama-spy");
        assertThat(value(one, "autoEject")).isEqualTo("true");
    }

    @Test
    void ejectedNodesGiveTheirKeysToOthersUnlessThereAreReplicas() {
        assertThat(value(Map.of("auto_eject", 1), "downNodePolicy")).startsWith("rehash");
        assertThat(value(Map.of("auto_eject", 1, "num_replicas", 1), "downNodePolicy"))
                .isEqualTo("replica:1");
        assertThat(value(Map.of("auto_eject", 0), "downNodePolicy")).isEqualTo("fail_fast");
    }

    @Test
    void theNamespaceMayBeBytes() {
        byte[] bytes = "app:".getBytes(StandardCharsets.US_ASCII);

        assertThat(value(Map.of("namespace", bytes), "namespace")).isEqualTo("app:");
        assertThat(value(Map.of("namespace", "app:"), "namespace")).isEqualTo("app:");
    }

    @Test
    void whatIsWrongIsRefused() {
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of("tcp_nodelay", 0, "no_such", 1),
                Map.of("tcp_nodelay", 0, "connect_timeout", 0),
                Map.of("tcp_nodelay", 0, "connect_timeout", 1.5),
                Map.of("tcp_nodelay", 0, "_poll_timeout", "5000"),
                Map.of("tcp_nodelay", 0, "failure_limit", 0),
                Map.of("tcp_nodelay", 0, "hash", 3),
                Map.of("tcp_nodelay", 0, "hash", "murmur3"),
                Map.of("tcp_nodelay", 0, "distribution", "consistent max"),
                Map.of("tcp_nodelay", 0, "ketama", "yes"),
                Map.of("tcp_nodelay", 0, "namespace", ""),
                Map.of("tcp_nodelay", 0, "namespace", new byte[0]),
                Map.of("tcp_nodelay", 0, "namespace", "a b"),
                Map.of("tcp_nodelay", 0, "namespace", "x".repeat(128)),
                Map.of("retry_timeout", 1, "_retry_timeout", 1))) {
            String name = wrong.keySet().stream()
                    .filter(key -> !key.equals("tcp_nodelay"))
                    .findFirst()
                    .orElseThrow();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PylibmcBehaviors.of(wrong))
                    .satisfies(e -> assertThat(e.getMessage()).containsAnyOf(name, String.valueOf(wrong.get(name))));
        }
    }

    @Test
    void theDocumentHasTheTable() throws IOException {
        String page = page();
        if (Boolean.getBoolean("memjay.writeDocs")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
                # pylibmc's behaviors

                `PylibmcBehaviors` of memjay-python takes them with pylibmc's names and units, applies them in pylibmc's order, which
                is that of this table, and refuses what pylibmc would refuse: unknown names and wrong types. `Memjay.settings()` shows
                the result.

                ```java
                import dev.memjay.python.PylibmcBehaviors;

                MemjayBuilder builder = Memjay.builder().servers("10.0.0.1:11211", "10.0.0.2:11211");
                PylibmcBehaviors behaviors =
                        PylibmcBehaviors.of(Map.of("ketama", 1, "tcp_nodelay", 1, "_poll_timeout", 500, "remove_failed", 1));
                try (Memjay memjay = behaviors.apply(builder).build()) {
                    memjay.strings().set("some_key", "some_value");
                }
                ```

                A behavior that is not given leaves its settings as they are, with Memjay's defaults and not pylibmc's. Placement is the
                exception, since it decides where the other side looks for a key: it is pylibmc's in any case, `modula` where no
                behavior says otherwise.

                What pylibmc's constructor takes beside them are `protocol("binary")`, `user(...)` and `password(...)`; a user logs in
                without `binary` too, see [login.md](login.md).

                | behavior | pylibmc's default | values | sets | remark |
                |---|---|---|---|---|
                """);
        for (Behavior behavior : Behavior.values()) {
            String sets =
                    behavior.sets().stream().map(setting -> "`" + setting + "`").collect(Collectors.joining(", "));
            text.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(
                            behavior,
                            behavior.pylibmcDefault(),
                            behavior.kind().bounds(),
                            sets.isEmpty() ? "nothing" : sets,
                            behavior.remark()));
        }
        return text.append("""

                pylibmc's `connect_timeout` and `_poll_timeout` of 0 give up at once, and negative ones never; here every call has an end
                and a chance, so both are refused. Placement is as in pylibmc's constructor, where behaviors come before the servers; for
                a client that has its behaviors set later see `PylibmcBehaviors.placementWhenSetLater()`.
                """).toString();
    }
}
