package dev.memjay.kryo;

import com.esotericsoftware.kryo.io.Input;

/** Bytes of which no more memory is taken for text and arrays than there are of them, whatever length they tell. */
final class BoundedInput extends Input {
    BoundedInput(byte[] data) {
        super(data);
    }

    private int checked(int count, int width) {
        BoundedSerializers.requireThere(this, (long) count * width);
        return count;
    }

    /** What reads this is a length, of text or of a collection. */
    @Override
    public int readVarIntFlag(boolean optimizePositive) {
        return checked(super.readVarIntFlag(optimizePositive) - 1, 1) + 1;
    }

    @Override
    public byte[] readBytes(int length) {
        return super.readBytes(checked(length, 1));
    }

    @Override
    public boolean[] readBooleans(int length) {
        return super.readBooleans(checked(length, 1));
    }

    @Override
    public short[] readShorts(int length) {
        return super.readShorts(checked(length, Short.BYTES));
    }

    @Override
    public char[] readChars(int length) {
        return super.readChars(checked(length, Character.BYTES));
    }

    @Override
    public int[] readInts(int length) {
        return super.readInts(checked(length, Integer.BYTES));
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        return super.readInts(checked(length, 1), optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        return super.readLongs(checked(length, Long.BYTES));
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        return super.readLongs(checked(length, 1), optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        return super.readFloats(checked(length, Float.BYTES));
    }

    @Override
    public double[] readDoubles(int length) {
        return super.readDoubles(checked(length, Double.BYTES));
    }
}
