package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a writer has been called for when an operation fails. */
class WriteThroughTest {
    private final List<String> written = new ArrayList<>();
    private TwoMachines machines;

    @BeforeEach
    void start() throws Exception {
        machines = new TwoMachines();
    }

    @AfterEach
    void stop() {
        machines.close();
    }

    /** Writes any text, and reads none that begins with a "!". */
    private static final class HalfCodec implements Codec<String> {
        @Override
        public Encoded encode(String value) {
            return Codec.strings().encode(value);
        }

        @Override
        public String decode(Encoded encoded) {
            String value = Codec.strings().decode(encoded);
            if (value.startsWith("!")) {
                throw new CodecException("a text with an exclamation mark");
            }
            return value;
        }
    }

    @Test
    void aValueThatCannotBeCachedIsNotWrittenEither() {
        MemjayCacheConfiguration<String, String> configuration =
                new MemjayCacheConfiguration<>(String.class, String.class).setCodec(new HalfCodec());
        configuration.setWriteThrough(true).setCacheWriterFactory(() -> new NotingWriter(written));
        Cache<String, String> cache = machines.onOne(configuration);

        assertThatThrownBy(() -> cache.put("k", "!v")).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.putAll(Map.of("k", "!v"))).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.putIfAbsent("k", "!v")).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.getAndPut("k", "!v")).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.invoke("k", (entry, arguments) -> {
                    entry.setValue("!v");
                    return null;
                }))
                .isInstanceOf(CacheException.class);
        assertThat(written).isEmpty();

        cache.put("k", "v");
        assertThat(written).containsExactly("write k");
    }

    @Test
    void anOperationThatGivesUpSaysThatTheWriterMayHaveBeenCalled() {
        Cache<String, String> other =
                machines.onOther(new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        Cache<String, String> one = machines.onOne(new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> new NotingWriter(written)));

        assertThatThrownBy(() -> one.invoke("k", (entry, arguments) -> {
                    other.put("k", "theirs " + written.size());
                    entry.setValue("mine");
                    return null;
                }))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("the cache was not changed; a writer may have been called");
        assertThat(written).hasSize(16);
    }
}
