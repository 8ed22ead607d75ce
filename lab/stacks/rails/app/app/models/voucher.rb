class Voucher < ActiveRecord::Base
end
