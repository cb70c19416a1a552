package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.CodecException;
import dev.memjay.it.clients.Program;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.junit.RealMemcached;
import dev.memjay.layouts.Layouts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** php-memcached reads the scalars that Memjay stores, and the other way round, compressed by fastlz and by zlib too. */
class PhpValuesTest {
    private static Map<String, Object> scalars() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "Zoë");
        values.put("empty", "");
        values.put("binary", new byte[] {0, -1, -2});
        values.put("digits", "42");
        values.put("int", 42L);
        values.put("minus", -7L);
        values.put("max", Long.MAX_VALUE);
        values.put("min", Long.MIN_VALUE);
        values.put("float", 1.5);
        values.put("third", 1.0 / 3);
        values.put("big", 1e300);
        values.put("tiny", -2.5e-300);
        values.put("infinite", Double.POSITIVE_INFINITY);
        values.put("nan", Double.NaN);
        values.put("true", true);
        values.put("false", false);
        return values;
    }

    /** As words() of php_values.php. */
    private static String words(int count) {
        long seed = 7;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            seed = (seed * 1_103_515_245L + 12_345) % 2_147_483_648L;
            text.append("word").append(seed % 3_000).append(i % 50 == 0 ? "=".repeat((int) (seed % 700)) : " ");
        }
        return text.toString();
    }

    @Test
    void bothDirections() throws Exception {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "Zoë");
        json.put("list", Arrays.asList(1, 2.5, null, true));
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            Keyspace<String, Object> values =
                    memjay.keyspace(Layouts.php().json(JacksonCodec.of(new TypeReference<Object>() {})));
            scalars().forEach((name, value) -> values.set("java:" + name, value));
            values.set("java:long", words(500));
            values.set("java:json", json);

            Ended ended = Program.find("php", "php-cli php-memcached", "--ri", "memcached")
                    .runScript("php_values.php", Integer.toString(server.port()));

            assertThat(ended.status()).as(ended.output()).isZero();
            scalars()
                    .forEach((name, value) ->
                            assertThat(values.get("php:" + name)).as(name).isEqualTo(value));
            for (String compression : new String[] {"fastlz", "zlib"}) {
                assertThat(values.inspect("php:" + compression).orElseThrow().flags() & 16)
                        .isEqualTo(16);
                assertThat(values.get("php:" + compression)).isEqualTo(words(500));
                assertThat(values.get("php:" + compression + "_run")).isEqualTo("a".repeat(5_000));
                assertThat(values.get("php:" + compression + "_long")).isEqualTo(words(30_000));
            }
            assertThat(values.get("php:user_flags")).isEqualTo(42L);
            assertThat(values.get("php:json")).isEqualTo(json);
            assertThatThrownBy(() -> values.get("php:array"))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("SERIALIZER_JSON");
        }
    }
}
