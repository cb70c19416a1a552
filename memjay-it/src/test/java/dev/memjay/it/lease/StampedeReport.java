package dev.memjay.it.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Stampedes as a table between two marks of a document, and as a drawing beside it. */
final class StampedeReport {
    private static final String BEGIN = "<!-- stampede: begin -->\n";
    private static final String END = "<!-- stampede: end -->\n";
    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;
    private static final int TOP = 20;
    private static final int PLOT = 440;
    private static final List<String> COLOURS =
            List.of("#1b7837", "#2166ac", "#762a83", "#b2182b", "#5aae61", "#67a9cf", "#ef8a62", "#c51b7d");

    private StampedeReport() {}

    static void write(Path docs, List<Stampede.Outcome> outcomes) throws IOException {
        Path page = docs.resolve("stampede.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(page, text.substring(0, begin) + table(outcomes) + text.substring(text.indexOf(END)));
        Files.writeString(docs.resolve("stampede.svg"), drawing(outcomes));
    }

    private static String table(List<Stampede.Outcome> outcomes) {
        StringBuilder table = new StringBuilder(
                "| how | server | value missing | loads | killed | loads too many |"
                        + " most for one | calls | over 300 ms | longest, ms | failed commands |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Stampede.Outcome outcome : outcomes) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %d | %d | %d | %d | %,d | %,d | %,d | %,d |%n",
                    outcome.kind().title,
                    outcome.server(),
                    outcome.gaps().size(),
                    outcome.gaps().stream().mapToInt(gap -> gap.loads).sum(),
                    outcome.kills(),
                    outcome.loadsTooMany(),
                    outcome.gaps().stream().mapToInt(gap -> gap.loads).max().orElse(0),
                    outcome.calls(),
                    outcome.slow(),
                    outcome.longestMillis(),
                    outcome.failed()));
        }
        return table.toString();
    }

    private static String drawing(List<Stampede.Outcome> outcomes) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        for (int loads = 1; loads <= 256; loads *= 2) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d</text>%n",
                    LEFT,
                    y(loads),
                    LEFT + PLOT,
                    y(loads),
                    LEFT - 6,
                    y(loads) + 4,
                    loads));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">the value is missing for the n-th time</text>%n"
                        + "<text x=\"14\" y=\"%d\" transform=\"rotate(-90 14 %d)\" text-anchor=\"middle\">loads</text>%n",
                LEFT + PLOT / 2,
                HEIGHT - 8,
                HEIGHT / 2,
                HEIGHT / 2));
        for (int i = 0; i < outcomes.size(); i++) {
            line(outcomes.get(i), i, outcomes.size(), svg);
        }
        return svg.append("</svg>\n").toString();
    }

    /** One stampede; lines that lie on each other are moved apart a little. */
    private static void line(Stampede.Outcome outcome, int index, int count, StringBuilder svg) {
        String colour = COLOURS.get(index % COLOURS.size());
        double shift = (index - count / 2.0) * 1.5;
        StringBuilder points = new StringBuilder();
        int size = outcome.gaps().size();
        for (int i = 0; i < size; i++) {
            double x = LEFT + (i + 0.5) * PLOT / size;
            double y = y(outcome.gaps().get(i).loads) + shift;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>%n", x, y, colour));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n",
                points.toString().strip(),
                colour));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s (%s)</text>%n",
                LEFT + PLOT + 10,
                TOP + 12 + index * 18,
                colour,
                outcome.kind().title,
                outcome.server()));
    }

    private static double y(int loads) {
        double height = HEIGHT - TOP - BOTTOM;
        return TOP + height - Math.log(Math.max(1, loads)) / Math.log(256) * height;
    }
}
