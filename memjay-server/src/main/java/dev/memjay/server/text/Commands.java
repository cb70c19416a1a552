package dev.memjay.server.text;

import dev.memjay.server.protocol.Dialect;
import java.nio.charset.StandardCharsets;

/** Finds the command that a line names and runs it. */
final class Commands {
    static final byte[] GET_BLANK = "get ".getBytes(StandardCharsets.US_ASCII);
    static final byte[] GETS_BLANK = "gets ".getBytes(StandardCharsets.US_ASCII);

    /** What follows a line. */
    enum Next {
        NONE,
        BLOCK,
        SWALLOW,
        /** Whatever the client still sends. */
        IGNORE
    }

    private final Request request;
    private final StorageCommands storage;
    private final RetrievalCommands retrieval;
    private final KeyCommands keys;
    private final ServerCommands server;
    private final StatsCommand stats;
    private final CrawlerCommands crawler;
    private final TuningCommands tuning;
    private final WatchCommand watch;
    private final MetaGet metaGet;
    private final MetaSet metaSet;
    private final MetaDelete metaDelete;
    private final MetaArithmetic metaArithmetic;
    private final MetaDebug metaDebug;
    private boolean metaBlock;

    Commands(Request request) {
        this.request = request;
        MetaFlags flags = new MetaFlags(request);
        this.storage = new StorageCommands(request);
        this.retrieval = new RetrievalCommands(request);
        this.keys = new KeyCommands(request);
        this.server = new ServerCommands(request);
        this.stats = new StatsCommand(request);
        this.crawler = new CrawlerCommands(request);
        this.tuning = new TuningCommands(request);
        this.watch = new WatchCommand(request);
        this.metaGet = new MetaGet(request, flags);
        this.metaSet = new MetaSet(request, flags);
        this.metaDelete = new MetaDelete(request, flags);
        this.metaArithmetic = new MetaArithmetic(request, flags);
        this.metaDebug = new MetaDebug(request);
    }

    int blockLength() {
        return metaBlock ? metaSet.blockLength() : storage.blockLength();
    }

    /** Runs the command in {@code input[from, to)}. */
    Next line(byte[] input, int from, int to) {
        request.noreply = false;
        metaBlock = false;
        request.remember(input, from, to);
        Dialect dialect = request.dialect;
        Line line = request.line;
        if (dialect.strict()) {
            if (to - from < 2) {
                request.out.put(Reply.BAD_FORMAT);
                return Next.NONE;
            }
            line.read(input, from, to);
            if (input[from] == ' ') {
                unknown(line);
                return Next.NONE;
            }
        } else {
            line.read(input, from, untilNul(input, from, to));
            if (line.count() == 0 || line.length(0) < 2) {
                request.out.put(Reply.ERROR);
                return Next.NONE;
            }
        }
        Verb verb = Verb.of(line);
        if (verb == null) {
            unknown(line);
            return Next.NONE;
        }
        return run(verb, line);
    }

    /** 1.6.18 handles lines as C strings. */
    private static int untilNul(byte[] input, int from, int to) {
        int at = from;
        while (at < to && input[at] != 0) {
            at++;
        }
        return at;
    }

    private Next run(Verb verb, Line line) {
        switch (verb) {
            case GET, GETS, GAT, GATS -> retrieval.run(verb);
            case BGET -> {
                if (request.dialect.strict()) {
                    request.out.put(Reply.ERROR);
                } else {
                    retrieval.run(Verb.GET);
                }
            }
            case SET, ADD, REPLACE, APPEND, PREPEND, CAS -> {
                return storage.run(verb);
            }
            case MS -> {
                metaBlock = true;
                return metaSet.run();
            }
            case MG -> metaGet.run();
            case MD -> metaDelete.run();
            case MA -> metaArithmetic.run();
            case ME -> metaDebug.run();
            case MN -> {
                request.out.put(Reply.MN);
                request.connection.handOver();
            }
            case DELETE -> keys.delete();
            case TOUCH -> keys.touch();
            case INCR, DECR -> keys.arithmetic(verb == Verb.INCR);
            case STATS -> stats.run();
            case LRU_CRAWLER -> crawler.run();
            case SLABS -> tuning.slabs();
            case LRU -> tuning.lru();
            case EXTSTORE -> tuning.extstore();
            case WATCH -> {
                return watch.run();
            }
            default -> {
                if (!server.run(verb)) {
                    unknown(line);
                }
            }
        }
        return Next.NONE;
    }

    private void unknown(Line line) {
        if (line.count() > 0 && line.startsWith(line.count() - 1, "HTTP/") && !familiarFirstLetter(line)) {
            request.connection.closeNow();
        } else {
            request.out.put(Reply.ERROR);
        }
    }

    /** memcached looks for HTTP only when the first letter leads to no group of commands. */
    private boolean familiarFirstLetter(Line line) {
        return !request.dialect.strict() && "gsacidt".indexOf(line.first(0)) >= 0;
    }

    /** The data block that the last storage command announced is there. */
    void blockComplete() {
        if (metaBlock) {
            metaSet.complete();
        } else {
            storage.complete();
        }
    }
}
