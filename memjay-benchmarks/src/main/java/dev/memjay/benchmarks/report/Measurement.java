package dev.memjay.benchmarks.report;

import org.jspecify.annotations.Nullable;

/** What one contender did in one measured interval; latencies are NaN where only throughput counts. */
public record Measurement(
        double operationsPerSecond,
        double p50Micros,
        double p99Micros,
        double bytesPerOperation,
        double clientCpuMicros,
        double serverCpuMicros,
        @Nullable String failure) {

    public static Measurement failed(String why) {
        return new Measurement(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, why);
    }
}
