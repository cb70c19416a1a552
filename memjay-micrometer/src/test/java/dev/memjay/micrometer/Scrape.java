package dev.memjay.micrometer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus makes of the text that it reads: values by series. */
record Scrape(Map<Series, Double> values) {
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)\\})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** A name with its labels. */
    record Series(String name, Map<String, String> labels) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(name).append('{');
            labels.forEach((label, value) ->
                    text.append(label).append("=\"").append(value).append("\","));
            return text.append('}').toString().replace(",}", "}");
        }
    }

    static Scrape of(String text) {
        Map<Series, Double> values = new LinkedHashMap<>();
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            values.put(new Series(lines.group(1), labels(lines.group(2))), Double.valueOf(lines.group(3)));
        }
        return new Scrape(values);
    }

    /** The labels of a selector or a series. */
    static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }
}
