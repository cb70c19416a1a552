package dev.memjay.cli;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.Lines;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.zstd.ZstdDictionary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train-dictionary}: trains a dictionary for compression by Zstandard from values. */
@Command(
        name = "train-dictionary",
        description = {
            "Trains a dictionary for the compression of short values by Zstandard (memjay-zstd), and writes it to FILE.",
            "The samples are the stored values of the keys of a file, one a line, or the lines of a file themselves."
        })
final class TrainDictionaryCommand implements Callable<Integer> {
    private static final int KEYS_AT_ONCE = 500;

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to write the dictionary.")
    private Path output;

    @Option(
            names = "--keys-from",
            paramLabel = "KEYS",
            description = "A file of keys, one a line; - is standard input.")
    private @Nullable Path keysFrom;

    @Option(
            names = "--lines-of",
            paramLabel = "SAMPLES",
            description = "A file of samples, one a line; - is standard input.")
    private @Nullable Path linesOf;

    @Option(names = "--size", paramLabel = "BYTES", description = "The most bytes it may have; 16384 without it.")
    private int size = 16_384;

    TrainDictionaryCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if ((keysFrom == null) == (linesOf == null)) {
            throw new UsageException("train-dictionary takes its samples by one of --keys-from and --lines-of");
        }
        List<byte[]> samples = linesOf != null ? linesOf(linesOf) : stored(lines(Objects.requireNonNull(keysFrom)));
        ZstdDictionary dictionary;
        try {
            dictionary = ZstdDictionary.train(samples, size);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        try {
            Files.write(output, dictionary.bytes());
        } catch (IOException e) {
            context.console().say("cannot write " + output + ": " + Lines.reason(e));
            return ExitStatus.OUTPUT;
        }
        print(dictionary, samples.size());
        return ExitStatus.DONE;
    }

    private void print(ZstdDictionary dictionary, int samples) {
        int bytes = dictionary.bytes().length;
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("file", output.toString())
                            .number("id", dictionary.id())
                            .number("bytes", bytes)
                            .number("samples", samples)
                            .toString());
        } else {
            context.console()
                    .row(
                            output.toString(),
                            "dictionary " + dictionary.id(),
                            bytes + " bytes",
                            "of " + samples + " samples");
        }
    }

    private List<byte[]> linesOf(Path file) {
        return lines(file).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> lines(Path file) {
        List<String> lines = new ArrayList<>();
        Lines.forEach(context.console(), file, lines::add);
        return lines;
    }

    /** The stored bytes, expanded where they are compressed; those of other codecs as they are. */
    private List<byte[]> stored(List<String> keys) {
        List<byte[]> samples = new ArrayList<>();
        context.withClient(memjay -> {
            var values = memjay.keyspace(Codec.encoded());
            for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
                List<String> some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE));
                values.getAll(some).values().stream().map(Encoded::data).forEach(samples::add);
            }
            return ExitStatus.DONE;
        });
        return samples;
    }
}
