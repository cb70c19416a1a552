package dev.memjay.benchmarks;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What it costs to write a request and to read its reply, without a socket; run {@link #main} on the test class path. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {
    private static final int OPAQUE = 0x1234;
    private static final int BULK = 100;
    private static final byte[] VALUE = "v".repeat(100).getBytes(StandardCharsets.US_ASCII);

    private final Dialect dialect = new MetaDialect();
    private final Dialect.Decoder decoder = dialect.decoder();
    private final Output out = new Output();
    private final Input in = new Input(1 << 16);
    private final Wanted get = new Wanted(ReadRequest.GET, "bench:100:100000");
    private final Wanted set = new Wanted(
            new StoreRequest(Verb.SET, StoreRequest.Mode.SET, VALUE, 0, Exptime.NEVER, 0), "bench:100:100000");
    private final Wanted bulk = bulkOf(BULK);
    private ByteBuffer getReply = ByteBuffer.allocate(0);
    private ByteBuffer bulkReply = ByteBuffer.allocate(0);

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(WireBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    @Setup
    public void replies() {
        out.clear();
        dialect.encode(get, OPAQUE, out);
        String[] words = new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        StringBuilder header = new StringBuilder("VA " + VALUE.length);
        for (int i = 2; i < words.length; i++) {
            switch (words[i].charAt(0)) {
                case 'f' -> header.append(" f0");
                case 'c' -> header.append(" c123456");
                case 'O' -> header.append(' ').append(words[i]);
                default -> { // asks for the value or changes how the server answers, but brings no word back
                }
            }
        }
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        one.writeBytes(header.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        one.writeBytes(VALUE);
        one.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        getReply = ByteBuffer.wrap(one.toByteArray());

        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (String key : ((GetRun) bulk.request).keys()) {
            many.writeBytes(("VALUE " + key + " 0 " + VALUE.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            many.writeBytes(VALUE);
            many.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        many.writeBytes("END\r\n".getBytes(StandardCharsets.US_ASCII));
        bulkReply = ByteBuffer.wrap(many.toByteArray());
    }

    @Benchmark
    public int encodeGet() {
        out.clear();
        dialect.encode(get, OPAQUE, out);
        return out.length();
    }

    @Benchmark
    public int encodeSet() {
        out.clear();
        dialect.encode(set, OPAQUE, out);
        return out.length();
    }

    @Benchmark
    public int encodeGetAll() {
        out.clear();
        dialect.encode(bulk, OPAQUE, out);
        return out.length();
    }

    @Benchmark
    public byte @Nullable [] decodeGet() throws ProtocolViolation {
        return decode(get, getReply).value;
    }

    @Benchmark
    public @Nullable BulkResult decodeGetAll() throws ProtocolViolation {
        return ((GetRun) decode(bulk, bulkReply).request).result();
    }

    private Wanted decode(Wanted exchange, ByteBuffer reply) throws ProtocolViolation {
        in.append(reply.rewind());
        if (!decoder.decode(exchange, OPAQUE, in) || in.available() > 0) {
            throw new IllegalStateException("the reply was not read to its end");
        }
        return exchange;
    }

    private static Wanted bulkOf(int size) {
        String[] keys = new String[size];
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            keys[i] = "bench:100:" + (100_000 + i);
            rows[i] = i;
        }
        return new Wanted(new GetRun(keys, rows, false, BulkResult.forReads(size, false)), null);
    }

    /** A request whose caller never leaves. */
    private static final class Wanted extends Exchange {
        Wanted(Request request, @Nullable String key) {
            super(request, key, false);
        }

        @Override
        public boolean isWanted() {
            return true;
        }
    }
}
