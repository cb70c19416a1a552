package dev.memjay.benchmarks.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.jackson.JacksonCodec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a get of 100 characters as text costs beyond one as bytes, and what the JSON codec costs beyond Jackson alone; run
 * {@link #main} on the test class path, with the address of a memcached.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class CodecBenchmark {
    /** A value of some fields. */
    public record User(String name, int age, List<String> roles, double score) {}

    private static final User USER = new User("Ada Lovelace", 36, List.of("reader", "writer", "admin"), 0.75);

    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectReader reader = mapper.readerFor(User.class);
    private final ObjectWriter writer = mapper.writerFor(User.class);
    private final Codec<User> codec = JacksonCodec.of(mapper, User.class);
    private final Encoded json = codec.encode(USER);
    /** Where a memcached listens. */
    @Param("127.0.0.1:11211")
    public String server = "";

    private @Nullable Memjay memjay;
    private @Nullable Keyspace<String, byte[]> bytes;
    private @Nullable Keyspace<String, String> strings;

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(CodecBenchmark.class.getName())
                        .param("server", arguments.length == 0 ? "127.0.0.1:11211" : arguments[0])
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    @Setup(Level.Trial)
    public void open() {
        memjay = Memjay.connect("memcached://" + server);
        bytes = memjay.bytes();
        strings = memjay.strings();
        strings.set("bench:100", "v".repeat(100));
    }

    @TearDown(Level.Trial)
    public void close() {
        if (memjay != null) {
            memjay.close();
        }
    }

    @Benchmark
    public @Nullable Object getBytes() {
        return bytes == null ? null : bytes.get("bench:100");
    }

    @Benchmark
    public @Nullable Object getString() {
        return strings == null ? null : strings.get("bench:100");
    }

    @Benchmark
    public Object readJson() {
        return codec.decode(json);
    }

    @Benchmark
    public Object readJsonByJacksonAlone() throws IOException {
        return reader.readValue(json.data());
    }

    @Benchmark
    public Object writeJson() {
        return codec.encode(USER);
    }

    @Benchmark
    public Object writeJsonByJacksonAlone() throws JsonProcessingException {
        return writer.writeValueAsBytes(USER);
    }
}
