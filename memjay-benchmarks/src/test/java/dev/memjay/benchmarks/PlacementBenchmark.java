package dev.memjay.benchmarks;

import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it costs to find the node of a key: the hash of 30 bytes, the point on a weighted ring of 500 nodes by a given hash,
 * and such a ring itself, whole and without one node; run {@link #main} on the test class path.
 *
 * <p>Hashes are taken of a hundred keys one after another, as a bulk call takes them: what a hash costs such a call, and not
 * the time until its result is there, which for FNV is that of thirty products one after another.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlacementBenchmark {
    private static final int NODES = 500;
    private static final int KEYS = 100;
    private static final int PLACES = 1 << 16;

    private final String[] keys = new String[KEYS];
    private final byte[][] bytes = new byte[KEYS][];
    private final int[] places = new SplittableRandom(1).ints(PLACES).toArray();
    private final KeyHash murmur3 = KeyHash.murmur3();
    private final KeyHash fnv32 = KeyHash.fnv32();
    private final KeyHash fnv1a32 = KeyHash.fnv1a32();
    private final KeyHash fnv64 = KeyHash.fnv64();
    private final KeyHash fnv1a64 = KeyHash.fnv1a64();
    private final KeyHash oneAtATime = KeyHash.oneAtATime();
    private final KeyHash md5 = KeyHash.md5();
    private final MessageDigest digest = digest();
    private final List<Node> nodes = nodes();
    private final BitSet butOne = new BitSet();
    private final Placement.Ring byGivenHash =
            Placements.ketamaWeighted(key -> places[place()]).ring(nodes);
    private final Placement.Ring byKey = Placements.ketamaWeighted().ring(nodes);
    private int next;

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PlacementBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    public PlacementBenchmark() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.format("user:%012d:shopping-bag", i * 7919L);
            bytes[i] = keys[i].getBytes(StandardCharsets.US_ASCII);
        }
        butOne.set(0, NODES);
        butOne.clear(NODES / 3);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(Node.of("10.0." + i / 250 + "." + i % 250, 11211).weight(1 + i % 3));
        }
        return nodes;
    }

    private int place() {
        return next++ & PLACES - 1;
    }

    @Benchmark
    public int pointOfAGivenHash() {
        return byGivenHash.indexOf("");
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int nodeOfAKey() {
        int sum = 0;
        for (String key : keys) {
            sum += byKey.indexOf(key);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashMurmur3() {
        return sum(murmur3);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashFnv32() {
        return sum(fnv32);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashFnv1a32() {
        return sum(fnv1a32);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashFnv64() {
        return sum(fnv64);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashFnv1a64() {
        return sum(fnv1a64);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashOneAtATime() {
        return sum(oneAtATime);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hashMd5() {
        return sum(md5);
    }

    private int sum(KeyHash hash) {
        int sum = 0;
        for (String key : keys) {
            sum += hash.hash(key);
        }
        return sum;
    }

    /** What {@link #hashMd5} must not be slower than: the JDK's digest of the same keys. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int digestOfTheJdk() {
        int sum = 0;
        for (String key : keys) {
            sum += digest.digest(key.getBytes(StandardCharsets.ISO_8859_1))[0];
        }
        return sum;
    }

    /** The same of keys that are bytes already. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int digestOfBytesOfTheJdk() {
        int sum = 0;
        for (byte[] key : bytes) {
            sum += digest.digest(key)[0];
        }
        return sum;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Placement.Ring ringOfAll() {
        return Placements.ketamaWeighted().ring(nodes);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Placement.Ring ringWithoutOne() {
        return Placements.ketamaWeighted().ring(nodes, butOne);
    }
}
