package dev.memjay.it.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A soak's figures as a table between two marks of a document, and its curves as a drawing beside it. */
final class SoakReport {
    private static final String BEGIN = "<!-- soak: begin -->\n";
    private static final String END = "<!-- soak: end -->\n";

    private SoakReport() {}

    /** Replaces the table of {@code page}, and the SVG of the same name; a page that is not there yet gets both. */
    static void write(Path page, Soak.Outcome outcome) throws IOException {
        String text = Files.exists(page) ? Files.readString(page) : "";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(0, begin));
        String before = begin < 0 ? text : text.substring(0, begin);
        String after = begin < 0 || end < 0 ? "" : text.substring(end + END.length());
        Files.writeString(page, before + BEGIN + table(outcome) + END + after);
        Files.writeString(drawingOf(page), outcome.samples().drawing(outcome.faults()));
    }

    /** Where the drawing of a page is. */
    static Path drawingOf(Path page) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", "") + ".svg");
    }

    static String table(Soak.Outcome outcome) {
        Samples.Sample before = outcome.before();
        Samples.Sample after = outcome.after();
        return "| what | |\n|---|---|\n"
                + row("length", "%.0f s", outcome.seconds())
                + row("seed", "%d", outcome.seed())
                + row("faults drawn", "%s", outcome.faultCounts())
                + row("calls", "%,d", outcome.calls())
                + row("calls that failed", "%,d", outcome.failed())
                + row("values checked", "%,d", outcome.checked())
                + row("wrong values", "%d", outcome.wrong())
                + row("stale reads", "%d", outcome.stale())
                + row("values that the relay garbled", "%d", outcome.spoiled())
                + row("calls past their deadline by more than 10 ms", "%,d", outcome.late())
                + row("longest call", "%.0f ms", outcome.longestMillis())
                + row("longest getOrCompute", "%.0f ms", outcome.longestLoadMillis())
                + row("longest pause of the machine itself", "%.0f ms", outcome.pauseMillis())
                + row("longest pause of a virtual thread that only parks", "%.0f ms", outcome.virtualPauseMillis())
                + row("rescues", "%d", outcome.rescues())
                + row("descriptors before, after", "%d, %d", before.descriptors(), after.descriptors())
                + row("threads before, after", "%d, %d", before.threads(), after.threads())
                + row("heap before, after", "%.0f MB, %.0f MB", before.heapMegabytes(), after.heapMegabytes())
                + row("buffers before, after", "%.1f MB, %.1f MB", before.directMegabytes(), after.directMegabytes())
                + row("client threads after close", "%d", outcome.threadsLeft().size());
    }

    private static String row(String what, String format, Object... figures) {
        return "| " + what + " | " + String.format(Locale.ROOT, format, figures) + " |\n";
    }
}
