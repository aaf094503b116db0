# R's FNN, timed in its own process. Reads one request per line (rival TAB file TAB dimensions TAB k TAB step TAB
# repeats), replies in JSON with the times of one search.
if (!requireNamespace("FNN", quietly = TRUE)) quit(status = 1)
name <- paste("R FNN", packageVersion("FNN"), "kd-tree")
cat(sprintf('{"rivals": ["%s"]}\n', name))
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  request <- strsplit(line, "\t")[[1]]
  dimensions <- as.integer(request[3])
  numbers <- readBin(request[2], "double", file.size(request[2]) / 8)
  points <- matrix(numbers, ncol = dimensions, byrow = TRUE)
  queries <- points[seq(1, nrow(points), by = as.integer(request[5])), , drop = FALSE]
  repeats <- as.integer(request[6])
  search <- function() FNN::get.knnx(points, queries, as.integer(request[4]) + 1, algorithm = "kd_tree")
  time <- system.time(for (count in seq_len(repeats)) search()) / repeats
  cat(sprintf('{"wall": %.9f, "cpu": %.9f}\n', time[["elapsed"]], time[["user.self"]] + time[["sys.self"]]))
}
