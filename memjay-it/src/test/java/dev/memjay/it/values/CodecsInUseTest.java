package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.lz4.Lz4;
import dev.memjay.model.Lookup;
import dev.memjay.server.MemcachedServer;
import dev.memjay.snappy.Snappy;
import dev.memjay.zstd.Zstd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codecs and compressions behind a keyspace. */
class CodecsInUseTest {
    /** Takes what is older than its own version for a miss. */
    private static final Codec<String> VERSIONED = new Codec<>() {
        @Override
        public Encoded encode(String value) {
            return Encoded.of(Codec.strings().encode(value).data(), 2);
        }

        @Override
        public String decode(Encoded encoded) {
            if (encoded.flags() != 2) {
                throw new CacheMissException("an old format");
            }
            return Codec.strings().decode(Encoded.of(encoded.data()));
        }
    };

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic"})
    void aCacheMissExceptionIsAMissInBulkReadsToo(String protocol) {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.create("memcached://127.0.0.1:" + server.port()
                        + "?timeout=30s&connectTimeout=30s&protocol=" + protocol)) {
            memjay.strings().set("old", "x");
            Keyspace<String, String> texts = memjay.keyspace(VERSIONED);
            texts.set("new", "y");

            assertThat(texts.get("old")).isNull();
            assertThat(texts.gets("old")).isNull();
            assertThat(texts.getOrDefault("old", "default")).isEqualTo("default");
            assertThat(texts.getAll(List.of("old", "new")))
                    .containsOnlyKeys("new")
                    .containsValue("y");
            assertThat(texts.getsAll(List.of("old", "new"))).containsOnlyKeys("new");
            assertThat(texts.async().getAll(List.of("old", "new")).join()).containsOnlyKeys("new");
            assertThat(texts.lookup("old")).isInstanceOf(Lookup.Miss.class);
        }
    }

    /** What a view compressed is read by every view of zlib and gzip, and by those that are told of the others. */
    @Test
    void whatWasCompressedStaysReadable() {
        String text = "the same words again and again, ".repeat(50);
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            Keyspace<String, String> texts = memjay.strings();
            texts.withCompression(Compression.zlib()).set("zlib", text);
            texts.withCompression(Compression.gzip()).set("gzip", text);
            for (Compression compression : List.of(Zstd.compression(), Lz4.compression(), Snappy.compression())) {
                texts.withCompression(compression).set(compression.toString(), text);
            }
            Keyspace<String, String> all = texts.withCompression(Compression.zlib()
                    .alsoReading(Zstd.compression())
                    .alsoReading(Lz4.compression())
                    .alsoReading(Snappy.compression()));

            for (String name : List.of("zlib", "gzip", "zstd", "lz4", "snappy")) {
                assertThat(all.get(name)).as(name).isEqualTo(text);
                assertThat(texts.inspect(name).orElseThrow().size()).isLessThan(400);
            }
            assertThat(texts.getAll(List.of("zlib", "gzip"))).hasSize(2).containsValue(text);
            assertThat(texts.withCompression(Zstd.compression()).get("gzip")).isEqualTo(text);
        }
    }
}
