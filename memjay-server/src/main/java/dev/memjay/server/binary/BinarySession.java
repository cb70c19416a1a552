package dev.memjay.server.binary;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.protocol.ValueBuffer;
import org.jspecify.annotations.Nullable;

/** The binary protocol of one connection: finds packets and hands them to the commands. */
public final class BinarySession implements Session {
    private static final byte REQUEST = (byte) 0x80;
    private static final int MAX_KEY = 250;
    private static final int MAX_BODY = 1 << 30;

    private enum Phase {
        HEADER,
        VALUE,
        SWALLOW
    }

    private final ServerState state;
    private final Connection connection;
    private final Output out;
    private final Packet packet = new Packet();
    private final BinaryCommands commands;
    private final SaslLogin login;
    private final ValueBuffer value = new ValueBuffer();
    private Phase phase = Phase.HEADER;
    private long swallow;
    private @Nullable Status afterSwallow;

    public BinarySession(ServerState state, Connection connection) {
        this.state = state;
        this.connection = connection;
        this.out = connection.out();
        this.commands = new BinaryCommands(state, connection, packet);
        this.login = new SaslLogin(state, connection, packet);
    }

    @Override
    public int consume(byte[] input, int from, int to) {
        int at = from;
        while (at < to && !connection.closing() && !out.full()) {
            int next = step(input, at, to);
            if (next < 0) {
                break;
            }
            at = next;
        }
        if (phase == Phase.HEADER && !out.full()) {
            connection.endTurn();
        }
        return connection.closing() ? to : at;
    }

    private int step(byte[] input, int from, int to) {
        switch (phase) {
            case HEADER -> {
                return header(input, from, to);
            }
            case VALUE -> {
                int next = value.take(input, from, to);
                if (value.complete()) {
                    finishValue();
                }
                return next;
            }
            default -> {
                int count = (int) Math.min(swallow, to - from);
                swallow -= count;
                if (swallow == 0) {
                    phase = Phase.HEADER;
                    Status status = afterSwallow;
                    if (status != null) {
                        packet.error(out, status);
                    }
                }
                return from + count;
            }
        }
    }

    private int header(byte[] input, int from, int to) {
        if (to - from < Packet.HEADER) {
            return -1;
        }
        if (input[from] != REQUEST) {
            // memcached loses here what it has not sent yet
            connection.closeNow();
            return to;
        }
        packet.read(input, from);
        int headLength = Packet.HEADER + packet.extrasLength + packet.keyLength;
        if (to - from < headLength) {
            return -1;
        }
        if (!connection.beginCommand(state)) {
            return to;
        }
        state.requests().add(connection.id(), input, from, from + headLength);
        dispatch(to - from - headLength);
        return from + headLength;
    }

    private void dispatch(int available) {
        long body = Integer.toUnsignedLong(packet.bodyLength);
        int head = packet.extrasLength + packet.keyLength;
        if (head > body) {
            refuse(Status.UNKNOWN_COMMAND);
        } else if (state.settings().login() == Settings.Login.SASL && !login.allows()) {
            refuse(Status.AUTH_FAILURE);
        } else if (packet.keyLength > MAX_KEY
                || (body > MAX_BODY && state.settings().dialect().strict())) {
            refuse(Status.INVALID);
        } else if (!packet.opcode.wellFormed(packet.extrasLength, packet.keyLength, packet.bodyLength)) {
            refuse(Status.INVALID);
        } else if (packet.opcode == Opcode.UNKNOWN) {
            // memcached forgets here that key and extras are a part of the body, and eats into the next packet
            swallow(body, Status.UNKNOWN_COMMAND);
        } else {
            run(body - head, available);
        }
    }

    private void refuse(Status status) {
        packet.error(out, status);
        connection.closeAfterReplies();
    }

    private void swallow(long count, @Nullable Status status) {
        if (count == 0) {
            if (status != null) {
                packet.error(out, status);
            }
            return;
        }
        phase = Phase.SWALLOW;
        swallow = count;
        afterSwallow = status;
    }

    private void run(long valueLength, int available) {
        switch (packet.opcode) {
            case SET, ADD, REPLACE, APPEND, PREPEND -> {
                Status refused = commands.beginStore(valueLength);
                if (refused != null) {
                    swallow(valueLength, refused);
                } else {
                    readValue((int) valueLength, available);
                }
            }
            case SASL_AUTH, SASL_STEP -> {
                Status refused = login.begin(valueLength);
                if (refused != null) {
                    swallow(valueLength, refused);
                } else {
                    readValue((int) valueLength, available);
                }
            }
            case SASL_LIST -> login.list();
            default -> {
                commands.run();
                swallow(valueLength, null);
            }
        }
    }

    private void readValue(int length, int available) {
        value.begin(length, available);
        if (length == 0) {
            finishValue();
        } else {
            phase = Phase.VALUE;
        }
    }

    private void finishValue() {
        phase = Phase.HEADER;
        byte[] bytes = value.release();
        if (packet.opcode == Opcode.SASL_AUTH || packet.opcode == Opcode.SASL_STEP) {
            login.finish(bytes);
        } else {
            commands.finishStore(bytes);
        }
    }

    @Override
    public int unfinished() {
        return value.held();
    }

    @Override
    public void closed() {}
}
