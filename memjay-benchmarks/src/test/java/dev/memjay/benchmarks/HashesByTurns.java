package dev.memjay.benchmarks;

import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/**
 * The hashes of {@link PlacementBenchmark} by turns in one process, a short round of each and then of each again: on a machine
 * whose neighbours come and go, rows that JMH takes one after the other cannot be compared, and these can, pair by pair. Run
 * {@link #main} on the test class path; its argument is the number of rounds.
 */
public final class HashesByTurns {
    private static final int ROUNDS = 20_000;
    /** A round has to be long for the clock and short for the machine's neighbours: some 10 to 60 microseconds. */
    private static final int REPETITIONS = 5;

    private static final int KEYS = 100;
    private static final int PLACES = 1 << 16;

    /** Where all results end, so that none is left out for not being used. */
    private static volatile int sink;

    /** What is measured, and what each of its rounds took, in nanoseconds a key. */
    private record Row(String name, IntSupplier hundred, double[] rounds) {
        void take(int round) {
            int sum = 0;
            long from = System.nanoTime();
            for (int i = 0; i < REPETITIONS; i++) {
                sum += hundred.getAsInt();
            }
            rounds[round] = (System.nanoTime() - from) / (double) (REPETITIONS * KEYS);
            sink = sum;
        }

        /** The rounds that count, in order: those of the first half are for the compiler. */
        double[] counted() {
            return Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final String[] keys = new String[KEYS];
    private final byte[][] bytes = new byte[KEYS][];
    private final int rounds;

    private HashesByTurns(int rounds) {
        this.rounds = rounds;
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.format(Locale.ROOT, "user:%012d:shopping-bag", i * 7919L);
            bytes[i] = keys[i].getBytes(StandardCharsets.US_ASCII);
        }
    }

    public static void main(String[] arguments) throws Exception {
        HashesByTurns hashes = new HashesByTurns(arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]));
        hashes.addPoint();
        hashes.addWords();
        hashes.addFnv();
        Row md5 = hashes.addMd5();
        Row digestOfKey = hashes.addDigestOfKey();
        Row digestOfBytes = hashes.addDigestOfBytes();
        hashes.takeTurns();
        hashes.print();
        printRatio(md5, digestOfKey);
        printRatio(md5, digestOfBytes);
    }

    /** Each round begins with another row, so that none always stands behind the same one. */
    private void takeTurns() {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < rows.size(); i++) {
                rows.get((round + i) % rows.size()).take(round);
            }
        }
    }

    // Each row has a loop of its own: in one that all shared, the compiler could inline none of the hashes.

    private void addPoint() {
        List<Node> nodes = PlacementBenchmark.nodes();
        int[] places = new SplittableRandom(1).ints(PLACES).toArray();
        int[] next = new int[1];
        Placement.Ring ring =
                Placements.ketamaWeighted(key -> places[next[0]++ & PLACES - 1]).ring(nodes);
        add("point of a given hash", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += ring.indexOf(key);
            }
            return sum;
        });
    }

    private void addWords() {
        KeyHash murmur3 = KeyHash.murmur3();
        add("murmur3", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += murmur3.hash(key);
            }
            return sum;
        });
        KeyHash oneAtATime = KeyHash.oneAtATime();
        add("default", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += oneAtATime.hash(key);
            }
            return sum;
        });
    }

    private void addFnv() {
        KeyHash fnv32 = KeyHash.fnv32();
        add("fnv1_32", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += fnv32.hash(key);
            }
            return sum;
        });
        KeyHash fnv1a32 = KeyHash.fnv1a32();
        add("fnv1a_32", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += fnv1a32.hash(key);
            }
            return sum;
        });
        KeyHash fnv64 = KeyHash.fnv64();
        add("fnv1_64", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += fnv64.hash(key);
            }
            return sum;
        });
        KeyHash fnv1a64 = KeyHash.fnv1a64();
        add("fnv1a_64", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += fnv1a64.hash(key);
            }
            return sum;
        });
    }

    private Row addMd5() {
        KeyHash md5 = KeyHash.md5();
        return add("md5", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += md5.hash(key);
            }
            return sum;
        });
    }

    private Row addDigestOfKey() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        return add("JDK's digest of the key", () -> {
            int sum = 0;
            for (String key : keys) {
                sum += digest.digest(key.getBytes(StandardCharsets.ISO_8859_1))[0];
            }
            return sum;
        });
    }

    private Row addDigestOfBytes() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        return add("JDK's digest of its bytes", () -> {
            int sum = 0;
            for (byte[] key : bytes) {
                sum += digest.digest(key)[0];
            }
            return sum;
        });
    }

    private Row add(String name, IntSupplier hundred) {
        Row row = new Row(name, hundred, new double[rounds]);
        rows.add(row);
        return row;
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "nanoseconds a key, JDK %s, the last %d of %d rounds by turns%n%-26s %8s %8s %8s%n",
                Runtime.version(),
                rounds - rounds / 2,
                rounds,
                "",
                "least",
                "10%",
                "median");
        for (Row row : rows) {
            double[] counted = row.counted();
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %8.1f %8.1f %8.1f%n",
                    row.name(),
                    part(counted, 0),
                    part(counted, 0.1),
                    part(counted, 0.5));
        }
    }

    /** How often the time of the one row the other takes, round by round. */
    private static void printRatio(Row one, Row other) {
        double[] ratios = one.counted();
        double[] others = other.counted();
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] /= others[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%s to the %s, round by round: quarter %.3f, median %.3f, three quarters %.3f%n",
                one.name(),
                other.name(),
                part(ratios, 0.25),
                part(ratios, 0.5),
                part(ratios, 0.75));
    }

    /** The number below which that part of them lies. */
    private static double part(double[] numbers, double part) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
