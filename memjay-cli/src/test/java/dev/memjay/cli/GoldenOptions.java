package dev.memjay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of the command for what the golden data say that libmemcached or pylibmc was told. */
final class GoldenOptions {
    private GoldenOptions() {}

    /** How the options of the command say what libmemcached was told, one after the other; null where they cannot. */
    static @Nullable List<String> ofSteps(List<String> steps) {
        String placement = null;
        String hash = null;
        for (String step : steps) {
            String[] words = step.split(" ");
            boolean isPlaced = placement != null;
            switch (words[0]) {
                case "hash" -> {
                    if (isPlaced && !placement.equals("ketama-weighted")) {
                        return null; // keys by this hash on points by the one before
                    }
                    hash = words[1];
                }
                case "distribution", "ketama" -> {
                    if (isPlaced) {
                        return null; // a ring that keeps something of the one before
                    }
                    placement = words[0].equals("ketama") ? "ketama" : placement(words[1]);
                    if (placement.equals("ketama-weighted") && hash == null) {
                        hash = "default"; // by its name alone the placement takes md5
                    }
                }
                case "ketama_weighted" -> {
                    if (isPlaced) {
                        return null;
                    }
                    placement = "ketama-weighted";
                    hash = null; // md5, which is the placement's own
                }
                case "ketama_hash", "hash_with_prefix_key", "+servers" -> {
                    // the first has no effect, the second goes into the URI
                }
                default -> {
                    return null;
                }
            }
        }
        if (!steps.get(steps.size() - 1).equals("+servers")) {
            return null; // weights would not count
        }
        String name = "--placement=" + (placement == null ? "modula" : placement);
        return hash == null ? List.of(name) : List.of(name, "--hash", hash);
    }

    private static String placement(String distribution) {
        return switch (distribution) {
            case "consistent_ketama" -> "ketama";
            case "consistent_weighted" -> "ketama-weighted";
            case "consistent_ketama_spy" -> "ketama-spy";
            default -> distribution.replace('_', '-');
        };
    }

    /** The same for pylibmc's constructor, which applies behaviors in an order of its own. */
    static @Nullable List<String> ofPylibmc(JsonNode golden) {
        JsonNode behaviors = golden.get("behaviors");
        List<String> steps = new ArrayList<>();
        for (String name : List.of("hash", "ketama_hash", "ketama", "ketama_weighted", "distribution")) {
            if (behaviors.has(name)) {
                String value = behaviors.get(name).asText();
                steps.add(name + " " + value.replace("true", "1").replace(' ', '_'));
            }
        }
        boolean isAll = behaviors.size() == steps.size();
        steps.add("+servers");
        return isAll && golden.get("set").asText().equals("constructor") ? ofSteps(steps) : null;
    }
}
