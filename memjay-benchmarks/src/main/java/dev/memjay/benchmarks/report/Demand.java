package dev.memjay.benchmarks.report;

import java.util.function.ToDoubleFunction;

/** A bound that Memjay has to hold in a row, against others or by itself. */
record Demand(Metric metric, Against against, double required, double aim) {
    /** What is measured; more is better only for throughput. */
    enum Metric {
        THROUGHPUT("op/s", Measurement::operationsPerSecond),
        P50("p50", Measurement::p50Micros),
        P99("p99", Measurement::p99Micros),
        ALLOCATED("bytes/op", Measurement::bytesPerOperation),
        CLIENT_CPU("client CPU, us/op", Measurement::clientCpuMicros);

        final String unit;
        final ToDoubleFunction<Measurement> of;

        Metric(String unit, ToDoubleFunction<Measurement> of) {
            this.unit = unit;
            this.of = of;
        }

        boolean moreIsBetter() {
            return this == THROUGHPUT;
        }
    }

    /** What Memjay's figure is divided by. */
    enum Against {
        FLOOR("of the floor"),
        FLOOR_WITH_ONE_CONNECTION("of the floor with one connection"),
        BEST_PEER("of the best peer"),
        BETTER_OF_BOTH("of the better of floor and best peer"),
        NOTHING("");

        final String words;

        Against(String words) {
            this.words = words;
        }
    }

    static Demand ofFloor(double required, double aim) {
        return new Demand(Metric.THROUGHPUT, Against.FLOOR, required, aim);
    }

    static Demand ofBestPeer(double required, double aim) {
        return new Demand(Metric.THROUGHPUT, Against.BEST_PEER, required, aim);
    }

    /** What is demanded of Memjay by itself. */
    static Demand atMost(Metric metric, double required, double aim) {
        return new Demand(metric, Against.NOTHING, required, aim);
    }

    /** A demand without an aim beyond what is required. */
    Demand(Metric metric, Against against, double required) {
        this(metric, against, required, required);
    }

    Verdict verdict(double value) {
        if (Double.isNaN(value)) {
            return Verdict.NOT_RUN;
        }
        if (!holds(value, required)) {
            return Verdict.MISSED;
        }
        return holds(value, aim) ? Verdict.HIT : Verdict.HIT_BELOW_AIM;
    }

    private boolean holds(double value, double bound) {
        return metric.moreIsBetter() ? value >= bound : value <= bound;
    }

    /** How a demand was met. */
    enum Verdict {
        HIT("hit"),
        HIT_BELOW_AIM("hit, aim missed"),
        MISSED("**missed**"),
        NOT_RUN("not run");

        final String words;

        Verdict(String words) {
            this.words = words;
        }
    }
}
