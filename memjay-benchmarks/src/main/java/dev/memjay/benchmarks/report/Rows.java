package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Operation;
import dev.memjay.benchmarks.report.Demand.Against;
import dev.memjay.benchmarks.report.Demand.Metric;
import dev.memjay.benchmarks.report.Row.Callers;
import dev.memjay.benchmarks.report.Row.Network;
import java.util.ArrayList;
import java.util.List;

/** The rows of the comparison with the bounds that Memjay set itself. */
public final class Rows {
    public static final int OUTSTANDING = 256;
    public static final int BULK = 100;
    private static final int SMALL = 100;
    private static final int LARGE = 1024;

    private Rows() {}

    public static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        rows.add(get(
                1,
                Demand.ofFloor(1.3, 1.3),
                Demand.ofBestPeer(1.8, 1.8),
                new Demand(Metric.ALLOCATED, Against.NOTHING, 184)));
        rows.add(get(2, Demand.ofFloor(0.85, 1)));
        rows.add(get(3, Demand.ofFloor(0.85, 1)));
        rows.add(get(4, Demand.ofFloor(0.85, 1)));
        rows.add(get(8, Demand.ofFloor(1.1, 1.3), Demand.ofBestPeer(1.4, 1.4)));
        rows.add(get(16, Demand.ofFloor(1.6, 2)));
        rows.add(get(64, Demand.ofFloor(2.6, 2.6), Demand.ofBestPeer(1.3, 1.5)));
        rows.add(new Row(
                "get-1000-virtual",
                "get, 1,000 virtual threads",
                Operation.GET,
                1_000,
                Callers.VIRTUAL,
                SMALL,
                Network.LOOPBACK,
                List.of(Demand.ofBestPeer(2, 2.5), Demand.atMost(Metric.CLIENT_CPU, 1.9, 1.9))));
        for (int threads : new int[] {1, 4}) {
            rows.add(loopback(
                    "async-" + threads,
                    "async get, " + threads(threads) + ", " + OUTSTANDING + " outstanding each",
                    Operation.ASYNC_GET,
                    threads,
                    new Demand(Metric.THROUGHPUT, Against.FLOOR_WITH_ONE_CONNECTION, 0.8, 0.95),
                    Demand.atMost(Metric.ALLOCATED, 280, 200)));
        }
        rows.add(loopback(
                "getall",
                "getAll of 100 keys, 1 thread",
                Operation.GET_ALL,
                1,
                Demand.ofFloor(0.95, 0.95),
                Demand.ofBestPeer(1.25, 1.25)));
        rows.add(loopback("setall", "setAll of 100 keys, 1 thread", Operation.SET_ALL, 1, Demand.ofBestPeer(2.4, 2.4)));
        rows.add(mixed(2, Demand.ofFloor(0.85, 1)));
        rows.add(mixed(8, Demand.ofFloor(1.05, 1.2), Demand.ofBestPeer(1.3, 1.5)));
        for (int threads : new int[] {1, 8, 64}) {
            rows.add(relay("relay-" + threads, threads, Network.RELAY_CLOSED_LOOP, "closed loop"));
            rows.add(relay("relay-" + threads + "-pauses", threads, Network.RELAY_PAUSES, "pauses up to 2 ms"));
        }
        return List.copyOf(rows);
    }

    private static Row get(int threads, Demand... demands) {
        return loopback("get-" + threads, "get, " + threads(threads), Operation.GET, threads, demands);
    }

    private static Row mixed(int threads, Demand... demands) {
        return new Row(
                "mixed-" + threads,
                "9 gets to 1 set of 1 KB, " + threads(threads),
                Operation.MIXED,
                threads,
                Callers.PLATFORM,
                LARGE,
                Network.LOOPBACK,
                List.of(demands));
    }

    private static Row loopback(String id, String title, Operation operation, int threads, Demand... demands) {
        return new Row(id, title, operation, threads, Callers.PLATFORM, SMALL, Network.LOOPBACK, List.of(demands));
    }

    private static Row relay(String id, int threads, Network network, String load) {
        return new Row(
                id,
                "get over a 0.5 ms round trip, " + threads(threads) + ", " + load,
                Operation.GET,
                threads,
                Callers.PLATFORM,
                SMALL,
                network,
                List.of(
                        new Demand(Metric.P50, Against.BETTER_OF_BOTH, 1.03),
                        new Demand(Metric.P99, Against.BETTER_OF_BOTH, 1.10)));
    }

    private static String threads(int count) {
        return count + (count == 1 ? " thread" : " threads");
    }
}
