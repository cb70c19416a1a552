package dev.memjay.server.binary;

/** The commands; a quiet one is the loud one with {@code quiet} set. */
enum Opcode {
    GET(0x00, 0x09),
    SET(0x01, 0x11),
    ADD(0x02, 0x12),
    REPLACE(0x03, 0x13),
    DELETE(0x04, 0x14),
    INCREMENT(0x05, 0x15),
    DECREMENT(0x06, 0x16),
    QUIT(0x07, 0x17),
    FLUSH(0x08, 0x18),
    NOOP(0x0a, -1),
    VERSION(0x0b, -1),
    GETK(0x0c, 0x0d),
    APPEND(0x0e, 0x19),
    PREPEND(0x0f, 0x1a),
    STAT(0x10, -1),
    TOUCH(0x1c, -1),
    GAT(0x1d, 0x1e),
    GATK(0x23, 0x24),
    SASL_LIST(0x20, -1),
    SASL_AUTH(0x21, -1),
    SASL_STEP(0x22, -1),
    UNKNOWN(-1, -1);

    private static final Opcode[] BY_CODE = byCode();

    private final int loud;
    private final int quiet;

    Opcode(int loud, int quiet) {
        this.loud = loud;
        this.quiet = quiet;
    }

    private static Opcode[] byCode() {
        Opcode[] table = new Opcode[256];
        java.util.Arrays.fill(table, UNKNOWN);
        for (Opcode opcode : values()) {
            if (opcode.loud >= 0) {
                table[opcode.loud] = opcode;
            }
            if (opcode.quiet >= 0) {
                table[opcode.quiet] = opcode;
            }
        }
        return table;
    }

    static Opcode of(int code) {
        return BY_CODE[code & 0xFF];
    }

    /** Whether this number is the quiet form. */
    boolean quiet(int code) {
        return code == quiet;
    }

    /** Whether extras, key and body have lengths that the command can have. */
    boolean wellFormed(int extras, int key, int body) {
        return switch (this) {
            case VERSION, NOOP, QUIT, SASL_LIST -> extras == 0 && key == 0 && body == 0;
            case FLUSH -> key == 0 && body == extras && (extras == 0 || extras == 4);
            case SET, ADD, REPLACE -> extras == 8 && key != 0;
            case GET, GETK, DELETE -> extras == 0 && key > 0 && body == key;
            case INCREMENT, DECREMENT -> extras == 20 && key > 0 && body == key + extras;
            case APPEND, PREPEND, SASL_AUTH, SASL_STEP -> extras == 0 && key > 0;
            case STAT -> extras == 0;
            case TOUCH, GAT, GATK -> extras == 4 && key != 0;
            case UNKNOWN -> true;
        };
    }
}
