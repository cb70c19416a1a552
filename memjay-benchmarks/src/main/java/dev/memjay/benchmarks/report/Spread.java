package dev.memjay.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/** The median of the rounds with the least and the greatest of them; NaN where nothing was measured. */
record Spread(double median, double least, double greatest) {
    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

    static Spread of(Collection<Double> values) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        if (sorted.length == 0) {
            return NONE;
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    boolean isMeasured() {
        return !Double.isNaN(median);
    }
}
