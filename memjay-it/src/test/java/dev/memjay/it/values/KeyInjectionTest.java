package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.model.Key;
import dev.memjay.server.MemcachedServer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the keys are, not one byte goes out beyond the requests that were asked for. */
class KeyInjectionTest {
    private static final int ROUNDS = 600;
    private static final String[] PIECES = {
        "a",
        "user:1",
        " ",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\t",
        "\u000b",
        "\u001b[2J",
        "\u007f",
        "\u0085",
        "\u00a0",
        "\u2028",
        "\u3000",
        "\u00e9",
        "e\u0301",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "\ud83d",
        " 0 0 1\r\nx\r\nset evil 0 0 1\r\nx",
        "\r\nflush_all\r\n",
        "\r\nms evil 1\r\nx\r\n",
        "~sha256~AAAAAAAAAAAAAAAAAAAAAAAA",
        "k".repeat(120),
    };
    /** A store, a get or a delete of one key, or what Memjay asks by itself: the end of a run, the version, the limits. */
    private static final Pattern REQUEST = Pattern.compile("ms ([\\x21-\\x7e\\x80-\\xff]{1,250}) 1(?: [!-~]+)*\r\nv\r\n"
            + "|mg [\\x21-\\x7e\\x80-\\xff]{1,250}(?: [!-~]+)*\r\n"
            + "|(?:set|add) ([\\x21-\\x7e\\x80-\\xff]{1,250}) 0 0 1\r\nv\r\n"
            + "|gets? [\\x21-\\x7e\\x80-\\xff]{1,250}(?: [\\x21-\\x7e\\x80-\\xff]{1,250})*\r\n"
            + "|mn\r\n|version\r\n|stats settings\r\n");

    @ParameterizedTest
    @CsvSource({"meta,", "meta,pre:", "classic,", "classic,pre:"})
    void nothingIsSentBeyondTheRequests(String protocol, String prefix) throws Exception {
        List<KeyPolicy> policies = List.of(
                KeyPolicy.REJECT,
                KeyPolicy.UTF8,
                KeyPolicy.HASH,
                KeyPolicy.hash(dev.memjay.placement.KeyHash.byName("murmur3")));
        for (KeyPolicy policy : policies) {
            send(protocol, prefix == null ? "" : prefix, policy);
        }
        if (protocol.equals("meta")) {
            send(protocol, prefix == null ? "" : prefix, KeyPolicy.BINARY);
        }
    }

    private static void send(String protocol, String prefix, KeyPolicy policy) throws Exception {
        Random random = new Random(policy.toString().hashCode());
        try (MemcachedServer server = MemcachedServer.start();
                WireTap tap = new WireTap(server.port());
                Memjay memjay = Memjay.create("memcached://127.0.0.1:" + tap.port()
                        + "?timeout=30s&connectTimeout=30s&protocol=" + protocol)) {
            Keyspace<String, String> texts = memjay.strings().withPrefix(prefix).withKeyPolicy(policy);
            Keyspace<Key, String> binary = texts.withKeyCodec(KeyCodec.keys());
            Map<String, Integer> sets = new LinkedHashMap<>();
            int accepted = 0;
            int refused = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String key = key(random);
                try {
                    if (protocol.equals("meta") && random.nextInt(8) == 0) {
                        binary.set(Key.of(key.getBytes(StandardCharsets.UTF_8)), "v");
                    } else {
                        assertThat(texts.set(key, "v")).isTrue();
                        assertThat(texts.get(key))
                                .as(policy + " gives back what it stored")
                                .isEqualTo("v");
                        assertThat(texts.getAll(List.of(key))).containsOnlyKeys(key);
                    }
                    accepted++;
                } catch (IllegalKeyException e) {
                    assertThat(e.getMessage()).doesNotContain("\r", "\n", "\u001b");
                    refused++;
                }
            }
            assertThat(accepted).isPositive();
            assertThat(refused).isPositive();
            Matcher requests = REQUEST.matcher(tap.sent());
            int position = 0;
            while (requests.find() && requests.start() == position) {
                position = requests.end();
                String stored = requests.group(1) == null ? requests.group(2) : requests.group(1);
                if (stored != null) {
                    sets.merge(stored, 1, Integer::sum);
                }
            }
            assertThat(position)
                    .as(tap.sent().substring(position))
                    .isEqualTo(tap.sent().length());
            assertThat(sets.values().stream().mapToInt(count -> count).sum()).isEqualTo(accepted);
            assertThat(sets).doesNotContainKey("evil");
            assertThat(server.requests()).noneMatch(request -> request.line().startsWith("flush_all"));
        }
    }

    private static String key(Random random) {
        StringBuilder key = new StringBuilder();
        for (int piece = random.nextInt(4); piece >= 0; piece--) {
            key.append(
                    random.nextInt(5) == 0
                            ? Character.toString((char) random.nextInt(0x300))
                            : PIECES[random.nextInt(PIECES.length)]);
        }
        return random.nextInt(50) == 0 ? "" : key.toString();
    }
}
