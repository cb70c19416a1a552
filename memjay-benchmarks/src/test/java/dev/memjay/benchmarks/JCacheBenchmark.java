package dev.memjay.benchmarks;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.jcache.MemjayCachingProvider;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * A get through JCache beside a plain one, from the memcached at {@code -Dmemcached=host:port}; run {@link #main} on the test class
 * path. JCache asks for its generation in the same flight, so two items instead of one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JCacheBenchmark {
    private final String uri = "memcached://" + System.getProperty("memcached", "127.0.0.1:11211");
    private final MemjayCachingProvider provider = new MemjayCachingProvider();
    private final Memjay memjay = Memjay.create(uri);
    private final Keyspace<String, String> plain = memjay.strings();
    private final Cache<String, String> cache = provider.getCacheManager(URI.create(uri), null)
            .createCache("benchmark", new MutableConfiguration<String, String>().setTypes(String.class, String.class));

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(JCacheBenchmark.class.getName())
                        .jvmArgsAppend("-Dmemcached=" + System.getProperty("memcached", "127.0.0.1:11211"))
                        .build())
                .run();
    }

    @Setup
    public void fill() {
        plain.set("key", "v".repeat(100));
        cache.put("key", "v".repeat(100));
    }

    @TearDown
    public void close() {
        provider.close();
        memjay.close();
    }

    @Benchmark
    public @Nullable String plainGet() {
        return plain.get("key");
    }

    @Benchmark
    public @Nullable String jcacheGet() {
        return cache.get("key");
    }

    @Benchmark
    public void plainSet() {
        plain.set("key", "value");
    }

    @Benchmark
    public void jcachePut() {
        cache.put("key", "value");
    }
}
