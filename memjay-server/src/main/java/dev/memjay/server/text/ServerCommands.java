package dev.memjay.server.text;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Expiry;

/** The commands about the server as a whole. */
final class ServerCommands {
    private static final int MAX_VERBOSITY = 2;
    private static final int MIN_MEGABYTES = 8;
    private static final int MAX_MEGABYTES = 1_000_000_000;

    private final Request request;

    ServerCommands(Request request) {
        this.request = request;
    }

    /** Runs the command; false when this server does not know it. */
    boolean run(Verb verb) {
        switch (verb) {
            case VERSION ->
                request.out.put("VERSION " + request.dialect.version()).crlf();
            case QUIT -> request.connection.closeAfterReplies();
            case FLUSH_ALL -> flushAll();
            case VERBOSITY -> verbosity();
            case CACHE_MEMLIMIT -> memoryLimit();
            case SHUTDOWN -> shutdown();
            case REFRESH_CERTS -> {
                request.readNoreply();
                String error = request.state.control().refreshCertificates();
                if (error.isEmpty()) {
                    request.state.certificatesRead();
                    request.reply(Reply.OK);
                } else {
                    // shown to a client that asked for no reply, too
                    request.out.put(Reply.line(error));
                }
            }
            case DEBUGTIME -> {
                return debugTime();
            }
            default -> {
                return verb == Verb.CONFIG && config();
            }
        }
        return true;
    }

    private void flushAll() {
        if (!request.words(1, 3)) {
            return;
        }
        request.readNoreply();
        request.count(Counter.CMD_FLUSH);
        if (!request.settings.flushEnabled()) {
            request.reply(Reply.line("CLIENT_ERROR flush_all not allowed"));
            return;
        }
        int delay = 0;
        if (request.line.count() != (request.noreply ? 2 : 1)) {
            if (!request.signed32(1)) {
                request.reply(Reply.BAD_EXPTIME);
                return;
            }
            delay = (int) request.numbers.value;
        }
        request.store.flush(delay <= 0 ? 0 : Expiry.at(delay, request.store.now()));
        request.reply(Reply.OK);
    }

    private void verbosity() {
        if (!request.words(2, 3)) {
            return;
        }
        request.readNoreply();
        if (!request.unsigned32(1)) {
            request.reply(Reply.BAD_FORMAT);
            return;
        }
        request.settings.verbosity((int) Math.min(request.numbers.value, MAX_VERBOSITY));
        request.reply(Reply.OK);
    }

    private void memoryLimit() {
        int count = request.line.count();
        if (count < 2 || (count > 3 && !request.dialect.strict())) {
            request.out.put(Reply.ERROR);
            return;
        }
        request.readNoreply();
        if (!request.unsigned32(1)) {
            request.reply(Reply.ERROR);
        } else if (request.numbers.value < MIN_MEGABYTES) {
            request.reply(Reply.line("MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m"));
        } else if (request.numbers.value > MAX_MEGABYTES) {
            request.reply(Reply.line("MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes"));
        } else {
            request.store.maxBytes(request.numbers.value << 20);
            request.reply(Reply.OK);
        }
    }

    private void shutdown() {
        if (!request.settings.shutdownEnabled()) {
            request.out.put(
                    Reply.line((request.dialect.strict() ? "SERVER_ERROR" : "ERROR") + ": shutdown not enabled"));
        } else if (request.line.count() == 1 || (request.line.count() == 2 && request.line.is(1, "graceful"))) {
            request.connection.closeNow();
            request.state.control().shutdown();
        } else {
            request.out.put(Reply.line("CLIENT_ERROR invalid shutdown mode"));
        }
    }

    private boolean debugTime() {
        if (!request.settings.debugCommands()) {
            return false;
        }
        if (request.line.is(1, "p") || request.line.is(1, "r")) {
            request.state.control().stopClock(request.line.is(1, "p"));
        } else if (request.line.count() > 1 && request.signed32(1)) {
            request.state.control().moveClock((int) request.numbers.value);
        } else {
            request.out.put(Reply.ERROR);
            return true;
        }
        request.out.put(Reply.OK);
        return true;
    }

    /** ElastiCache's discovery. */
    private boolean config() {
        String config = request.settings.clusterConfig();
        if (config == null || !request.line.is(1, "get") || !request.line.is(2, "cluster")) {
            return false;
        }
        request.out
                .put("CONFIG cluster 0 ")
                .number(config.length())
                .crlf()
                .put(config)
                .crlf()
                .put(Reply.END);
        return true;
    }
}
