package dev.memjay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.report.Measurement;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.report.Rows;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A load counts what was done, and tells a contender's failure instead of a figure. */
class LoadTest {
    private static final double SECONDS = 0.05;

    private final AtomicLong serverCpu = new AtomicLong();
    private final Resources resources = new Resources(() -> serverCpu.addAndGet(1_000));

    static List<Row> rows() {
        return Rows.all().stream()
                .filter(row -> row.callers() == Row.Callers.PLATFORM || CallerThread.canBeVirtual())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowRunsAndIsMeasured(Row row) throws Exception {
        Dataset data = new Dataset(row.valueSize());
        try (InMemory contender = new InMemory()) {
            data.store(contender);
            Measurement measured = new Load(row, contender, data).run(SECONDS, SECONDS, resources);
            assertThat(measured.failure()).isNull();
            assertThat(measured.operationsPerSecond()).isPositive();
            assertThat(measured.bytesPerOperation()).isNotNegative();
            assertThat(Double.isNaN(measured.p50Micros())).isEqualTo(!row.overRelay());
        }
    }

    @Test
    void wrongValueFailsTheMeasurement() throws Exception {
        Row row = Rows.all().get(0);
        Dataset data = new Dataset(row.valueSize());
        try (InMemory contender = new InMemory()) {
            data.store(contender);
            for (int i = 0; i < Dataset.SIZE; i++) {
                contender.set(data.key(i), data.value(Dataset.SIZE - 1 - i));
            }
            assertThat(new Load(row, contender, data)
                            .run(SECONDS, SECONDS, resources)
                            .failure())
                    .contains("a wrong value");
        }
    }

    @Test
    void missingValueFailsTheMeasurement() throws Exception {
        for (String id : List.of("get-8", "async-1", "getall")) {
            Row row = Rows.all().stream()
                    .filter(candidate -> candidate.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            try (InMemory contender = new InMemory()) {
                Load load = new Load(row, contender, new Dataset(row.valueSize()));
                assertThat(load.run(SECONDS, SECONDS, resources).failure()).containsAnyOf("no value", "found 0 of 100");
            }
        }
    }

    /** A client without a server. */
    private static final class InMemory implements Contender {
        private final Map<String, byte[]> items = new ConcurrentHashMap<>();

        @Override
        public byte @Nullable [] get(String key) {
            return items.get(key);
        }

        @Override
        public int getAll(List<String> keys) {
            return (int) keys.stream().filter(items::containsKey).count();
        }

        @Override
        public void set(String key, byte[] value) {
            items.put(key, value);
        }

        @Override
        public void setAll(Map<String, byte[]> values) {
            items.putAll(values);
        }

        @Override
        public Future<byte @Nullable []> getAsync(String key) {
            return CompletableFuture.completedFuture(items.get(key));
        }

        @Override
        public void close() {}
    }
}
