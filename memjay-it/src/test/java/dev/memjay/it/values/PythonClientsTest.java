package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.it.clients.Program;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.junit.RealMemcached;
import dev.memjay.python.PylibmcCodec;
import dev.memjay.python.PymemcacheCodec;
import dev.memjay.python.PythonMemcachedCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For every type that is written, Python loads an equal value of the same type; and what Python stores is read. */
class PythonClientsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pymemcache",
                "pymemcache_0",
                "pymemcache_1",
                "pymemcache_2",
                "pymemcache_3",
                "pymemcache_4",
                "pymemcache_5",
                "pylibmc",
                "pylibmc_binary",
                "pylibmc_zlib",
                "python-memcached",
                "python-memcached_zlib"
            })
    void bothDirections(String client) throws Exception {
        Map<String, Object> values = PythonValues.all();
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            Keyspace<String, Object> plain = memjay.keyspace(codec(client));
            Keyspace<String, Object> keyspace = client.contains("zlib")
                    ? plain.withCompression(Compression.zlib().minLength(10))
                    : plain;
            values.forEach((name, value) -> keyspace.set("java:" + name, value));

            Ended ended = python().runScript("python_values.py", Integer.toString(server.port()), client);

            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(ended.output()).isEqualTo(values.size() + " values are the same");
            values.forEach(
                    (name, value) -> assertThat(PythonValues.same(plain.get("java:" + name), expected(client, value)))
                            .as(name)
                            .isTrue());
            values.forEach((name, value) -> {
                Object expected =
                        client.startsWith("pylibmc") && value instanceof Boolean truth ? (truth ? 1 : 0) : value;
                Object read = plain.get("python:" + name);
                assertThat(PythonValues.same(read, expected))
                        .as("%s: %s", name, read)
                        .isTrue();
            });
        }
    }

    /** pylibmc has no bool of its own. */
    private static Object expected(String client, Object value) {
        return client.startsWith("pylibmc") && value instanceof Boolean truth ? (Object) (truth ? 1 : 0) : value;
    }

    private static Program python() throws Exception {
        for (String module : List.of("pymemcache", "pylibmc")) {
            Program.find("python3", "python3-" + module, "-c", "import " + module);
        }
        return Program.find("python3", "python3-memcache", "-c", "import memcache, pymemcache, pylibmc");
    }

    private static Codec<Object> codec(String client) {
        if (client.startsWith("pymemcache")) {
            return PymemcacheCodec.of();
        }
        return client.startsWith("pylibmc") ? PylibmcCodec.of() : PythonMemcachedCodec.of();
    }
}
