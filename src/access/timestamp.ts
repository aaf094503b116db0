// Times in requests: in years of four digits, which the database and JavaScript write alike.
import { z } from "zod";

export const timestamp = z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31"));
