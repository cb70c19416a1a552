package dev.memjay.benchmarks.values;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results of {@link CodecBenchmark} as Markdown, each pair beside its difference. */
final class CodecTable {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<String, RunResult> results;

    private CodecTable(Map<String, RunResult> results) {
        this.results = results;
    }

    static String of(Collection<RunResult> runs) {
        CodecTable table = new CodecTable(runs.stream().collect(Collectors.toMap(CodecTable::name, run -> run)));
        return "\n| what | without | with | more | bytes more |\n|---|---|---|---|---|\n"
                + table.row("a get of 100 characters: `bytes()`, `strings()`", "getBytes", "getString")
                + table.row("the same, reading the reply alone", "decodeBytes", "decodeString")
                + table.row("JSON read: Jackson alone, `JacksonCodec`", "readJsonByJacksonAlone", "readJson")
                + table.row("JSON written: Jackson alone, `JacksonCodec`", "writeJsonByJacksonAlone", "writeJson");
    }

    private static String name(RunResult run) {
        String benchmark = run.getParams().getBenchmark();
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** A line of the table; nothing where that part was not measured. */
    private String row(String what, String without, String with) {
        if (!results.containsKey(without)) {
            return "";
        }
        Result before = results.get(without).getPrimaryResult();
        Result after = results.get(with).getPrimaryResult();
        double more = after.getScore() - before.getScore();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.0f ns, %.1f%% | %.0f |%n",
                what,
                told(before),
                told(after),
                more,
                100 * more / before.getScore(),
                allocated(with) - allocated(without));
    }

    private static String told(Result result) {
        return String.format(Locale.ROOT, "%.0f ± %.0f ns", result.getScore(), result.getScoreError());
    }

    /** Bytes that a call allocates; older versions of JMH put a dot before the name. */
    private double allocated(String benchmark) {
        return results.get(benchmark).getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATED))
                .mapToDouble(entry -> entry.getValue().getScore())
                .sum();
    }
}
