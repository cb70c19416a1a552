package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.model.Key;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Every case of keys.json is decided as docs/keys.md says, and the same bytes are sent as by pymemcache wherever both send
 * a key. With {@code -Dmemjay.writeDocs=true} the table of the page is written anew.
 */
class GoldenKeysTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .getParent()
            .resolve("docs/keys.md");
    private static final String HEAD =
            "| case | pymemcache | with allow_unicode_keys | pylibmc, verify_keys | REJECT | UTF8"
                    + " | BINARY | HASH |\n|---|---|---|---|---|---|---|---|\n";

    private final List<KeyPolicy> policies =
            List.of(KeyPolicy.REJECT, KeyPolicy.UTF8, KeyPolicy.BINARY, KeyPolicy.HASH);

    private static JsonNode file() throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenKeysTest.class.getResourceAsStream("/values/keys.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void everyCaseIsDecidedAsThePageSays() throws IOException {
        StringBuilder table = new StringBuilder(HEAD);
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            for (JsonNode golden : file().get("keys")) {
                List<String> row = new ArrayList<>();
                row.add("`" + golden.get("name").asText() + "`");
                row.add(outcome(golden.get("pymemcache")));
                row.add(outcome(golden.get("pymemcache_unicode")));
                row.add(live(golden.get("pylibmc_text_verify")));
                for (KeyPolicy policy : policies) {
                    row.add(outcome(memjay, server, golden, policy));
                }
                table.append("| ").append(String.join(" | ", row)).append(" |\n");
            }
        }
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD.substring(0, 20));
        int end = page.indexOf("\n\n", start) + 1;
        if (Boolean.getBoolean("memjay.writeDocs")) {
            Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
        } else {
            assertThat(page.substring(start, end)).isEqualTo(table.toString());
        }
    }

    private static String outcome(JsonNode golden) {
        return golden.has("wire_hex")
                ? "sent"
                : golden.get("error").asText().equals("TypeError") ? "no key" : "refused";
    }

    private static String live(JsonNode golden) {
        if (golden == null || golden.isNull()) {
            return "";
        }
        JsonNode set = golden.get("set");
        return set.has("error") ? "error" : set.get("returns").asBoolean() ? "sent" : "refused";
    }

    /** The stores that came, without what the client asks of its own accord. */
    private static List<String> stores(MemcachedServer server) {
        return server.requests().stream()
                .map(request -> request.line())
                .filter(line -> line.startsWith("ms "))
                .toList();
    }

    private static String outcome(Memjay memjay, MemcachedServer server, JsonNode golden, KeyPolicy policy) {
        JsonNode key = golden.get("key");
        if (!key.get("t").asText().equals("str") && !key.get("t").asText().equals("bytes")) {
            return "no key";
        }
        Keyspace<Key, String> keyspace = memjay.strings().withKeyPolicy(policy).withKeyCodec(KeyCodec.keys());
        server.clearRequests();
        try {
            keyspace.set(key(key), "v");
        } catch (IllegalKeyException e) {
            assertThat(stores(server)).isEmpty();
            return "refused";
        }
        String[] words = stores(server).get(0).split(" ");
        byte[] wire = words[1].getBytes(StandardCharsets.ISO_8859_1);
        boolean isBase64 = List.of(words).contains("b");
        byte[] stored = isBase64 ? Base64.getDecoder().decode(wire) : wire;
        JsonNode pymemcache = golden.get("pymemcache_unicode");
        boolean isHashed = words[1].contains("~sha256~");
        if (pymemcache.has("wire_hex") && !isHashed) {
            assertThat(HexFormat.of().formatHex(stored))
                    .as("%s under %s", golden.get("name"), policy)
                    .isEqualTo(pymemcache.get("wire_hex").asText());
        }
        return isHashed ? "hashed" : isBase64 ? "base64" : "sent";
    }

    private static Key key(JsonNode key) {
        if (key.get("t").asText().equals("bytes")) {
            return Key.of(HexFormat.of().parseHex(key.get("hex").asText()));
        }
        if (!key.has("code_points")) {
            return Key.of(key.get("v").asText());
        }
        StringBuilder text = new StringBuilder();
        key.get("code_points").forEach(point -> text.appendCodePoint(point.asInt()));
        return Key.of(text.toString());
    }

    /** Prefixes are counted as pymemcache counts them. */
    @Test
    void prefixesCountAsInPymemcache() throws IOException {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            int checked = 0;
            for (JsonNode golden : file().get("prefixed")) {
                if (!golden.path("prefix").isTextual() || !golden.path("key").isTextual()) {
                    continue;
                }
                checked++;
                String prefix = golden.get("prefix").asText();
                Keyspace<String, String> texts =
                        memjay.strings().withKeyPolicy(KeyPolicy.UTF8).withPrefix(prefix);
                server.clearRequests();
                boolean isSent;
                try {
                    texts.set(golden.get("key").asText(), "v");
                    isSent = true;
                } catch (IllegalKeyException e) {
                    isSent = false;
                }
                assertThat(isSent)
                        .as(golden.toString())
                        .isEqualTo(golden.get("pymemcache_unicode").has("wire_hex"));
            }
            assertThat(checked).isGreaterThan(2);
        }
    }

    /** One letter in two spellings is two keys, as everywhere. */
    @Test
    void twoSpellingsOfOneLetterAreTwoKeys() {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            for (KeyPolicy policy : List.of(KeyPolicy.UTF8, KeyPolicy.BINARY, KeyPolicy.HASH)) {
                Keyspace<String, String> texts =
                        memjay.strings().withKeyPolicy(policy).withPrefix(policy + ":");
                texts.set("\u00e9", "one character");
                assertThat(texts.get("e\u0301")).isNull();
                assertThat(texts.get("\u00e9")).isEqualTo("one character");
                Keyspace<String, String> normalized = texts.withKeyCodec(
                        KeyCodec.text(key -> java.text.Normalizer.normalize(key, java.text.Normalizer.Form.NFC)));
                assertThat(normalized.get("e\u0301")).isEqualTo("one character");
            }
        }
    }
}
