package dev.memjay.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Asks name servers, one after another and all of them twice, until one answers. The one that answered last is asked
 * first, so that a dead one before it costs its time once, and not for each name, type and connect. Thread-safe.
 */
final class NameServers {
    private static final int ROUNDS = 2;

    private volatile @Nullable InetSocketAddress lastToAnswer;

    /**
     * Asks until one server gives an answer, which may be that there are no such records.
     *
     * @param time of the look that this question is part of; each server gets an equal share of it to answer
     * @throws IOException if none did; the failure of each is suppressed in it
     */
    Message ask(List<InetSocketAddress> servers, Message query, LookTime time) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (InetSocketAddress server : inTurn(servers)) {
                if (time.isOver()) {
                    break;
                }
                try {
                    Message answer = ask(server, query, time.shareOf(ROUNDS * servers.size()));
                    lastToAnswer = server;
                    return answer;
                } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
                    failures.add(new IOException("the name server " + text(server) + " has no usable address", e));
                } catch (IOException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    failures.add(e);
                }
            }
        }
        IOException failure = new IOException(reason(servers, query, failures));
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private static String reason(List<InetSocketAddress> servers, Message query, List<IOException> failures) {
        if (servers.isEmpty()) {
            return "no name server is known; give nameServers, or name one in /etc/resolv.conf";
        }
        String why = failures.isEmpty()
                ? "the time for the look was over"
                : failures.get(0).getMessage();
        List<String> names = servers.stream().map(NameServers::text).toList();
        return "no name server of " + names + " answered for " + question(query) + ": " + why;
    }

    private List<InetSocketAddress> inTurn(List<InetSocketAddress> servers) {
        InetSocketAddress first = lastToAnswer;
        if (first == null || !servers.contains(first)) {
            return servers;
        }
        List<InetSocketAddress> turns = new ArrayList<>(servers);
        turns.remove(first);
        turns.add(0, first);
        return turns;
    }

    private static Message ask(InetSocketAddress server, Message query, long deadline) throws IOException {
        byte[] bytes = new NameServerSocket(text(server), server, query.toWire(), deadline).ask();
        Message answer;
        try {
            answer = new Message(bytes);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the answer of the name server " + text(server) + " for " + question(query) + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new IOException("the name server " + text(server) + " could not answer for " + question(query)
                    + ": code " + code + " (" + Rcode.string(code) + ")");
        }
        return answer;
    }

    private static String question(Message query) {
        Record question = query.getQuestion();
        return Type.string(question.getType()) + " records of " + question.getName();
    }

    private static String text(InetSocketAddress server) {
        return server.getHostString() + ":" + server.getPort();
    }
}
