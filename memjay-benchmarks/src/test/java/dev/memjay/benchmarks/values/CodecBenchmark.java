package dev.memjay.benchmarks.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a get of 100 characters as text costs beyond one as bytes, and what the JSON codec costs beyond Jackson alone. Run
 * {@link #main} on the test class path; it ends with a table for docs/performance.md.
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

    /** What can be measured by itself, and how its methods' names begin. */
    private static final Map<String, String> PARTS =
            Map.of("get", "get", "reply", "decode", "read", "readJson", "write", "writeJson");

    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectReader reader = mapper.readerFor(User.class);
    private final ObjectWriter writer = mapper.writerFor(User.class);
    private final Codec<User> codec = JacksonCodec.of(mapper, User.class);
    private final Encoded json = codec.encode(USER);
    private final Dialect.Decoder decoder = new MetaDialect().decoder();
    private final Input in = new Input(1 << 16);
    private final Exchange asBytes = new Wanted(ReadRequest.GET);
    private final Exchange asText = new Wanted(ReadRequest.GET_TEXT);
    private ByteBuffer reply = ByteBuffer.allocate(0);

    /** Where a memcached listens. */
    @Param("127.0.0.1:11211")
    public String server = "";

    private @Nullable Memjay memjay;
    private @Nullable Keyspace<String, byte[]> bytes;
    private @Nullable Keyspace<String, String> strings;

    /**
     * Takes the address of a memcached, which only {@code get} needs, and then what is to be measured, a minute each:
     * {@code get}, {@code reply}, {@code read}, {@code write}, or all of it; {@code quick} makes one short fork of each, to see
     * that it runs.
     */
    public static void main(String[] arguments) throws RunnerException {
        List<String> words = List.of(arguments);
        List<String> parts = words.stream().filter(PARTS::containsKey).toList();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .param("server", words.isEmpty() ? "127.0.0.1:11211" : words.get(0))
                .addProfiler(GCProfiler.class);
        for (String part : parts.isEmpty() ? PARTS.keySet() : parts) {
            options.include(Pattern.quote(CodecBenchmark.class.getName()) + "\\." + PARTS.get(part) + ".*");
        }
        if (words.contains("quick")) {
            options.forks(1).warmupIterations(1).measurementIterations(2);
        }
        System.out.println(CodecTable.of(new Runner(options.build()).run()));
    }

    @Setup(Level.Trial)
    public void open(BenchmarkParams which) {
        if (!which.getBenchmark().contains(".get")) {
            return;
        }
        memjay = Memjay.create("memcached://" + server);
        bytes = memjay.bytes();
        strings = memjay.strings();
        strings.set("bench:100", "v".repeat(100));
    }

    /** What came over the wire, so that reading it can be timed without the server, whose share is a hundred times as much. */
    @Setup(Level.Trial)
    public void reply() {
        reply = ByteBuffer.wrap(
                ("VA 100 f0 c1 OAAAA\r\n" + "v".repeat(100) + "\r\n").getBytes(StandardCharsets.US_ASCII));
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
    public @Nullable Object decodeBytes() throws ProtocolViolation {
        return decoded(asBytes).value;
    }

    @Benchmark
    public @Nullable Object decodeString() throws ProtocolViolation {
        return decoded(asText).detail;
    }

    private Exchange decoded(Exchange exchange) throws ProtocolViolation {
        in.append(reply.rewind());
        if (!decoder.decode(exchange, 0, in) || in.available() > 0) {
            throw new IllegalStateException("the reply was not read to its end");
        }
        return exchange;
    }

    /** A get that somebody waits for. */
    private static final class Wanted extends Exchange {
        Wanted(ReadRequest request) {
            super(request, "bench:100", false);
        }

        @Override
        public boolean isWanted() {
            return true;
        }
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
